export type {
  ApiDescription,
  ApiInfo,
  ApiTag,
  SkippedOperation,
  SourceFormat,
} from './src/api-description.js';
export type { DocumentPlace } from './src/document-place.js';
export type {
  GraphqlArgument,
  GraphqlCall,
  GraphqlOperation,
  GraphqlType,
  GraphqlTypes,
} from './src/graphql.js';
export type { Extensions, JsonSchema, JsonSchemaObject, JsonValue } from './src/json-schema.js';
export type {
  ApiResponse,
  HttpOperation,
  MediaType,
  Operation,
  Parameter,
  ParameterPlace,
  ParameterStyle,
  PropertyEncoding,
  RequestBody,
} from './src/operation.js';
export type {
  ApiKeyScheme,
  HttpScheme,
  MutualTlsScheme,
  OAuth2Flow,
  OAuth2Scheme,
  OpenIdConnectScheme,
  SecurityRequirement,
  SecurityScheme,
} from './src/security.js';
export type { ApiServer, ServerVariable } from './src/server.js';
