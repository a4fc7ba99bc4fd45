import {
  assessTools,
  makeTools,
  mergeCustomizations,
  NO_CUSTOMIZATION,
  parseCustomization,
  parseSelection,
  refuseFaults,
  type Customization,
} from '#lib/customization';
import { AppError, type Diagnostic, type ErrorCode } from '#lib/diagnostics';
import { decodeJson, encodeJson } from '#lib/platform';
import type { FetchPolicy, ReadLimits, SpecSource, StoredSource } from '#lib/spec-parser';
import { countModeTokens, type ModeCost, type ToolSet } from '#lib/tool-mapping';

/** What a person wants changed, as it was sent: parsed, or as JSON or YAML text. */
export interface GivenCustomization {
  readonly overlay?: unknown;
  readonly selection?: unknown;
}

/** What to describe: given for the first time, or kept (compressed) by an earlier registration. */
export type DescribedSource = SpecSource | KeptBytes;

/** Compressed JSON of an earlier registration. */
export interface KeptBytes {
  readonly kind: 'kept';
  readonly bytes: Uint8Array;
}

export interface DescribeRequest {
  readonly source: DescribedSource;
  /**
   * Given anew, or kept (compressed). What a kept one can no longer do is a finding and stops nothing, so that it
   * survives a description that changes.
   */
  readonly customization: GivenCustomization | KeptBytes;
  readonly limits: ReadLimits;
  readonly fetch: FetchPolicy;
}

/** What is stored of the mapping, with what each tool costs. */
export interface StoredTools {
  readonly toolSet: ToolSet;
  readonly tokens: Readonly<Record<string, number>>;
}

/** What is stored of an API itself. */
export interface DescribedSummary {
  readonly title: string;
  readonly version: string;
  readonly format: string;
  readonly sourceHash: string;
  readonly operationCount: number;
  readonly toolCount: number;
  readonly skippedCount: number;
  readonly tokenTotal: number;
  readonly tokensByMode: ModeCost;
}

/** The large parts, compressed already, so that little crosses between threads. */
export interface DescribedParts {
  readonly description: Uint8Array;
  readonly tools: Uint8Array;
  readonly diagnostics: Uint8Array;
  readonly customization: Uint8Array;
  readonly source: Uint8Array;
  readonly report: Uint8Array;
}

/** Everything a registration stores. */
export interface Described {
  readonly slug: string;
  readonly summary: DescribedSummary;
  readonly parts: DescribedParts;
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
    const known = error instanceof RangeError ? tooLarge(error) : error;
    if (!(known instanceof AppError)) throw known;
    return { ok: false, code: known.code, detail: known.detail, diagnostics: known.diagnostics };
  }
}

async function describe(request: DescribeRequest): Promise<Described> {
  const { source, customization: asked, limits, fetch } = request;
  const customization = isKept(asked) ? await decodeJson<Customization>(asked.bytes) : customizationOf(asked);
  const opened = isKept(source) ? await decodeJson<StoredSource>(source.bytes) : source;
  const made = await makeTools(opened, { limits, fetch, customization });
  if (!isKept(asked) || made.toolSet.manifest.toolCount === 0) refuseFaults(made.diagnostics);
  const { api, toolSet, diagnostics } = made;
  const { cost, report } = await assessTools(made);
  const stored: StoredTools = { toolSet, tokens: cost.byTool };
  return {
    slug: toolSet.manifest.name,
    summary: {
      title: toolSet.manifest.title,
      version: toolSet.manifest.version,
      format: `${api.source.format} ${api.source.version}`,
      sourceHash: made.sourceHash,
      operationCount: api.operations.length + api.skipped.length,
      toolCount: toolSet.manifest.toolCount,
      skippedCount: toolSet.skipped.length,
      tokenTotal: cost.total,
      tokensByMode: await countModeTokens(toolSet, cost),
    },
    parts: {
      description: await encodeJson(api),
      tools: await encodeJson(stored),
      diagnostics: await encodeJson(diagnostics),
      customization: await encodeJson(customization),
      source: await encodeJson(made.stored()),
      report: await encodeJson(report),
    },
  };
}

function isKept(given: object): given is KeptBytes {
  return 'kind' in given && given.kind === 'kept';
}

/** @throws AppError `overlay-invalid` */
function customizationOf({ overlay, selection }: GivenCustomization): Customization {
  return mergeCustomizations([
    overlay === undefined ? NO_CUSTOMIZATION : parseCustomization(overlay, 'overlay'),
    selection === undefined
      ? NO_CUSTOMIZATION
      : { overlays: [], selection: parseSelection(selection, 'selection') },
  ]);
}

/** The engine's own bounds: its stack, or the longest string. */
function tooLarge(error: RangeError): AppError {
  const detail = 'What it describes is nested too deep, or too large to be written down.';
  return new AppError('import-too-large', { detail, cause: error });
}
