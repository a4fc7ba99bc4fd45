import type { ApiDescription } from '#lib/api-description';
import { AppError, type Diagnostic } from '#lib/diagnostics';
import { Findings, rootPlace } from './findings.js';
import { openGraphql, type GraphqlSource } from './graphql/documents.js';
import { RecordingStore } from './load/recording-store.js';
import { loadDocuments } from './load/load-documents.js';
import { openSource } from './load/open-source.js';
import { checkVersions } from './openapi/common.js';
import { ReadContext } from './openapi/context.js';
import { detectVersion } from './openapi/detect.js';
import { readV2 } from './openapi/v2/read-v2.js';
import { readV3 } from './openapi/v3/read-v3.js';
import { applyOverlays } from './overlay/apply-overlays.js';
import type { NamedOverlay } from './overlay/overlay-document.js';
import type { FetchPolicy, ReadLimits, SourceAdditions, SpecSource, StoredSource } from './source.js';

export interface ReadOptions {
  readonly limits: ReadLimits;
  readonly fetch: FetchPolicy;
  /** Applied in this order to the first document, before anything is read from it. */
  readonly overlays?: readonly NamedOverlay[];
}

export interface ReadResult {
  readonly api: ApiDescription;
  /** Warnings and infos; errors about single operations too (each such operation is in `api.skipped`). */
  readonly diagnostics: readonly Diagnostic[];
  /** SHA-256 (hex) over every document read, in name order: the same input gives the same hash. */
  readonly sourceHash: string;
  /** Every document as it was before any overlay: reading this again needs no file and no network. */
  stored(): StoredSource;
}

/**
 * Reads an API description of any supported format.
 *
 * @throws AppError `document-unusable` with diagnostics when nothing can be made of it; `source-refused`,
 * `source-unreachable` or `upload-too-large` when it cannot be had.
 */
export async function readApiDescription(source: SpecSource, options: ReadOptions): Promise<ReadResult> {
  const findings = new Findings();
  const store = new RecordingStore(await openSource(source, options));
  const { additions } = source;
  const graphql = await openGraphql(store, options.limits);
  const { api, hash } =
    graphql === undefined
      ? await readOpenApi(store, options, findings)
      : { api: await readSchema(graphql, { ...options, additions }, findings), hash: graphql.hash };
  const endpoint = additions?.endpoint;
  const given = endpoint === undefined ? api : { ...api, servers: [{ url: endpoint, variables: {} }] };
  if (given.servers.length === 0) noteNoServer(findings, store.nameOf(store.entry));
  return {
    api: given,
    diagnostics: findings.list(),
    sourceHash: hash,
    stored: () => store.stored(additions),
  };
}

async function readOpenApi(store: RecordingStore, options: ReadOptions, findings: Findings) {
  const name = store.nameOf(store.entry);
  const documents = await loadDocuments(store, options.limits, findings, (entry) =>
    applyOverlays(entry, options.overlays ?? [], { findings, document: name }),
  );
  const { dialect, version } = detectVersion(documents.documents.get(store.entry), name);
  const context = new ReadContext(documents, dialect, findings);
  checkVersions(context);
  const api = dialect === 'swagger-2.0' ? readV2(context, version) : readV3(context, version);
  if (api.operations.length === 0) throw noOperations(api, findings, name);
  return { api, hash: documents.hash };
}

/** The library that reads it is loaded for those who need it. */
async function readSchema(
  graphql: GraphqlSource,
  { overlays = [], additions = {} }: ReadOptions & { additions?: SourceAdditions | undefined },
  findings: Findings,
): Promise<ApiDescription> {
  if (overlays.length > 0)
    findings.add(
      {
        code: 'overlay/not-openapi',
        severity: 'warning',
        message: 'Overlays change OpenAPI descriptions; a GraphQL schema is read as it is.',
        fix: 'Change the tools by a selection instead.',
      },
      rootPlace(graphql.name),
    );
  const { readGraphql } = await import('./graphql/read-graphql.js');
  return readGraphql(graphql, additions, findings);
}

function noteNoServer(findings: Findings, document: string): void {
  findings.add(
    {
      code: 'spec/no-server',
      severity: 'info',
      message: 'The description names no server.',
      fix: 'Set UPSTREAM_BASE_URL where the server runs.',
    },
    rootPlace(document),
  );
}

function noOperations(api: ApiDescription, findings: Findings, document: string): AppError {
  const skipped = api.skipped.length;
  const message =
    skipped > 0 ? `None of the ${skipped} operations can be used.` : 'The description has no operations.';
  findings.add(
    {
      code: 'spec/no-operations',
      severity: 'error',
      message,
      fix: 'Describe at least one operation under "paths".',
    },
    { document, parent: rootPlace(document), key: 'paths' },
  );
  return new AppError('document-unusable', { detail: message, diagnostics: findings.list() });
}
