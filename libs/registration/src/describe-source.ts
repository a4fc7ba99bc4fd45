import { AppError, type Diagnostic, type ErrorCode } from '#lib/diagnostics';
import { readApiDescription, type FetchPolicy, type ReadLimits, type SpecSource } from '#lib/spec-parser';
import { countListTokens, mapTools, type ToolSet } from '#lib/tool-mapping';
import { encodeJson } from '#lib/platform';

export interface DescribeRequest {
  readonly source: SpecSource;
  readonly limits: ReadLimits;
  readonly fetch: FetchPolicy;
}

/** What is stored of the mapping, with what each tool costs. */
export interface StoredTools {
  readonly toolSet: ToolSet;
  readonly tokens: Readonly<Record<string, number>>;
}

/** Everything a registration stores. Large parts are compressed already, so that little crosses between threads. */
export interface Described {
  readonly title: string;
  readonly version: string;
  readonly format: string;
  readonly slug: string;
  readonly sourceHash: string;
  readonly operationCount: number;
  readonly toolCount: number;
  readonly skippedCount: number;
  readonly tokenTotal: number;
  readonly description: Uint8Array;
  readonly tools: Uint8Array;
  readonly diagnostics: readonly Diagnostic[];
}

/** Errors lose their class between threads, so they cross as data. */
export type DescribeOutcome =
  | { readonly ok: true; readonly described: Described }
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      readonly detail: string;
      readonly diagnostics: readonly Diagnostic[];
    };

/** Reads, maps and counts; run in a worker thread, where a large or hostile description stalls nobody. */
export async function describeSource(request: DescribeRequest): Promise<DescribeOutcome> {
  try {
    return { ok: true, described: await describe(request) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, code: error.code, detail: error.detail, diagnostics: error.diagnostics };
  }
}

async function describe({ source, limits, fetch }: DescribeRequest): Promise<Described> {
  const { api, diagnostics, sourceHash } = await readApiDescription(source, { limits, fetch });
  const toolSet = mapTools(api);
  const cost = await countListTokens(toolSet.files.flatMap(({ tools }) => tools));
  const stored: StoredTools = { toolSet, tokens: cost.byTool };
  return {
    title: api.info.title,
    version: api.info.version,
    format: `${api.source.format} ${api.source.version}`,
    slug: toolSet.manifest.name,
    sourceHash,
    operationCount: api.operations.length + api.skipped.length,
    toolCount: toolSet.manifest.toolCount,
    skippedCount: toolSet.skipped.length,
    tokenTotal: cost.total,
    description: await encodeJson(api),
    tools: await encodeJson(stored),
    diagnostics: [...diagnostics, ...toolSet.diagnostics],
  };
}
