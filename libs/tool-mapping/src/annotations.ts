import type { ToolAnnotations } from '#lib/server-runtime';

/** Safe methods (RFC 9110 section 9.2.1, and QUERY). */
const READ_ONLY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);
/** Idempotent methods (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set([...READ_ONLY, 'PUT', 'DELETE']);

/**
 * What a method promises. POST and PATCH promise nothing: whether one only adds cannot be told from a
 * description, so they count as destructive, which is also what MCP assumes of a tool that does not say.
 */
export function annotationsOf(method: string): ToolAnnotations {
  const readOnlyHint = READ_ONLY.has(method);
  return {
    readOnlyHint,
    destructiveHint: !readOnlyHint,
    idempotentHint: IDEMPOTENT.has(method),
    openWorldHint: true,
  };
}
