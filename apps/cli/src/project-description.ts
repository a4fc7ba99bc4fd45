import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { SourceFormat } from '#lib/api-description';
import type { ProjectDescription } from '#lib/server-project';

/** The generated server offers its clients no longer one. */
const MOST_BYTES = 2 * 1024 * 1024;

const NAMES: Readonly<Record<string, ProjectDescription['fileName']>> = {
  '.json': 'openapi.json',
  '.yaml': 'openapi.yaml',
  '.yml': 'openapi.yaml',
};

const SDL_NAMES: ReadonlySet<string> = new Set(['.graphql', '.graphqls', '.gql']);

/** The description as a file of the project, or why it cannot be one. */
export async function projectDescription(
  spec: string,
  format: SourceFormat,
): Promise<ProjectDescription | { reason: string }> {
  const found = await stat(spec).catch(() => undefined);
  const fileName = fileNameOf(extname(spec).toLowerCase(), format);
  if (found?.isFile() === true && format === 'graphql' && fileName === undefined)
    return { reason: 'it is no SDL' };
  if (found?.isFile() !== true || fileName === undefined) return { reason: 'it is no single file' };
  if (found.size > MOST_BYTES) return { reason: `it is longer than ${MOST_BYTES / 1024 / 1024} MiB` };
  const text = await readFile(spec, 'utf8');
  // What lies in other files would be missing.
  return /\$ref["']?\s*:\s*["']?[^"'#\s]/u.test(text)
    ? { reason: 'it refers to other files' }
    : { fileName, text };
}

/** What a schema's introspection gives is JSON, and no OpenAPI description. */
function fileNameOf(extension: string, format: SourceFormat): ProjectDescription['fileName'] | undefined {
  if (format === 'graphql') return SDL_NAMES.has(extension) ? 'schema.graphql' : undefined;
  return NAMES[extension];
}
