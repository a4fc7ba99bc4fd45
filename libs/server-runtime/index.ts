export { ConfigError } from './src/config.js';
export type { CustomCode } from './src/custom.js';
export type {
  BodyBinding,
  BodyCodec,
  BodyPropertyBinding,
  BodyVariant,
  CredentialScheme,
  HttpBinding,
  ObjectSchema,
  ParameterBinding,
  SecurityNeed,
  ServerManifest,
  ServerTemplate,
  ToolAnnotations,
  ToolDefinition,
  ToolFile,
  WirePlace,
  WireStyle,
  XmlNode,
} from './src/format.js';
export type { RunningHttpServer } from './src/http-server.js';
export { serveHttp, serveStandardStreams, type RunningServer } from './src/serve.js';
export { toolData, type DescriptionFile, type ToolData } from './src/tool-data.js';
