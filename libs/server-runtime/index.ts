export { ConfigError } from './src/config.js';
export type { CustomCode } from './src/custom.js';
export type {
  Binding,
  BodyBinding,
  BodyCodec,
  BodyPropertyBinding,
  BodyVariant,
  CredentialScheme,
  GraphqlBinding,
  GraphqlDocumentBinding,
  GraphqlSelectionBinding,
  GraphqlType,
  GraphqlTypes,
  GraphqlVariable,
  HttpBinding,
  ObjectSchema,
  ParameterBinding,
  SecurityNeed,
  ServerManifest,
  ServerTemplate,
  SubscriptionBinding,
  ToolAnnotations,
  ToolDefinition,
  ToolFile,
  ToolMode,
  WirePlace,
  WireStyle,
  XmlNode,
} from './src/format.js';
export type { RunningHttpServer } from './src/http-server.js';
export { composeDocument } from './src/graphql/compose-document.js';
export { defaultSelection } from './src/graphql/default-selection.js';
export type { Selection } from './src/graphql/selection.js';
export { TypeIndex } from './src/graphql/type-index.js';
export { isToolMode, TOOL_MODES } from './src/modes/tool-mode.js';
export { offeredTools } from './src/modes/create-surface.js';
export type { OfferedTool } from './src/modes/tool-surface.js';
export type { RunningServer } from './src/serve.js';
export { toolData, type DescriptionFile, type ToolData } from './src/tool-data.js';

export {
  EXCHANGE_KEY_META,
  EXCHANGES_META,
  type RecordedBody,
  type RecordedExchange,
} from './src/upstream/exchange-record.js';
export { destinationsOf, type Destination } from './src/upstream/destinations.js';

type Serve = typeof import('./src/serve.js');

/** As {@link Serve.serveHttp}; the protocol is loaded here, since most who import this lib want the format alone. */
export async function serveHttp(...args: Parameters<Serve['serveHttp']>): ReturnType<Serve['serveHttp']> {
  return (await import('./src/serve.js')).serveHttp(...args);
}

/** As {@link Serve.serveStandardStreams}. */
export async function serveStandardStreams(
  ...args: Parameters<Serve['serveStandardStreams']>
): Promise<Awaited<ReturnType<Serve['serveStandardStreams']>>> {
  return (await import('./src/serve.js')).serveStandardStreams(...args);
}
