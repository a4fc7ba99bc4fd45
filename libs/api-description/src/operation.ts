import type { DocumentPlace } from './document-place.js';
import type { GraphqlOperation } from './graphql.js';
import type { Extensions, JsonSchema, JsonValue } from './json-schema.js';
import type { SecurityRequirement } from './security.js';
import type { ApiServer } from './server.js';

/** One call that an API offers. A union by `kind`, so that formats which are not HTTP-shaped can join. */
export type Operation = HttpOperation | GraphqlOperation;

export interface HttpOperation {
  readonly kind: 'http';
  /** Ours, unique, stable while method and path are: `GET /pets/{petId}`. */
  readonly id: string;
  /** The author's, as written; may be missing, doubled or unusable as a name. */
  readonly operationId?: string;
  /** Upper case. */
  readonly method: string;
  /** Template below the server's URL, starting with `/`: `/pets/{petId}`. */
  readonly path: string;
  readonly summary?: string;
  /** CommonMark. */
  readonly description?: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** Set when the operation or its path names servers of its own. */
  readonly servers?: readonly ApiServer[];
  /** Path-level and operation-level ones merged; unique by place and name. */
  readonly parameters: readonly Parameter[];
  readonly requestBody?: RequestBody;
  readonly responses: readonly ApiResponse[];
  /** Any one of these suffices (OR); empty when no credential is needed. */
  readonly security: readonly SecurityRequirement[];
  readonly extensions: Extensions;
  /** Of the path item that holds the operation; only `x-mcp` is kept. */
  readonly pathExtensions?: Extensions;
  /** Where the operation stands in its source. */
  readonly location: DocumentPlace;
}

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie' | 'querystring';

/** How a value is laid out as text (OpenAPI "Style Values"). */
export type ParameterStyle =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited'
  | 'deepObject'
  | 'cookie';

export interface Parameter {
  readonly in: ParameterPlace;
  /** On the wire. */
  readonly name: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  /** Defaults of the place filled in. */
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  readonly allowEmptyValue: boolean;
  /** Set when the value travels serialized as this media type (`content` in OpenAPI); style and explode then do not count. */
  readonly contentType?: string;
  readonly example?: JsonValue;
}

export interface RequestBody {
  readonly required: boolean;
  readonly description?: string;
  /** At least one, in document order. */
  readonly content: readonly MediaType[];
}

export interface MediaType {
  /** As written, lower-cased, with parameters: `application/json`, `text/plain; charset=utf-8`, `image/*`. */
  readonly contentType: string;
  /** Missing when the document gives none: anything goes. */
  readonly schema?: JsonSchema;
  /** Schema of one item of a sequence (OpenAPI 3.2 `itemSchema`). */
  readonly itemSchema?: JsonSchema;
  /** By property name, for form and multipart bodies. */
  readonly encoding: Readonly<Record<string, PropertyEncoding>>;
  readonly example?: JsonValue;
}

export interface PropertyEncoding {
  readonly contentType?: string;
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
  /** Schemas of further headers of the part, by header name; `Content-Type` is never among them. */
  readonly headers?: Readonly<Record<string, JsonSchema>>;
}

export interface ApiResponse {
  /** `200`, `2XX` (upper case) or `default`. */
  readonly status: string;
  readonly description?: string;
  readonly content: readonly MediaType[];
}
