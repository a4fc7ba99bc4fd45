/**
 * The files that a generated server loads: what an MCP client sees of each tool, and where each of its
 * arguments goes on the wire. Plain JSON; the runtime executes it and knows no API description.
 */

/** A JSON Schema 2020-12 object schema, as MCP wants it at the root of a tool's input. */
export interface ObjectSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/**
 * How a client reaches the operations: each as a tool of its own; through `search`, `describe` and `call`;
 * or by code, through `search` and `execute`.
 */
export type ToolMode = 'tools' | 'search' | 'code';

/** Everything about the server that is not a tool (`data/server.json` in a project). */
export interface ServerManifest {
  /** Version of this file format. */
  readonly format: 1;
  /** `tools` where absent; the variable `TOOL_MODE` wins. */
  readonly mode?: ToolMode;
  /** MCP implementation name: lower-case kebab. */
  readonly name: string;
  readonly title: string;
  /** The API's version, as its description states it. */
  readonly version: string;
  readonly description?: string;
  /** The first is used unless `UPSTREAM_BASE_URL` is set. May be empty: then the variable is required. */
  readonly servers: readonly ServerTemplate[];
  /** By scheme key; operations refer to them. */
  readonly credentials: Readonly<Record<string, CredentialScheme>>;
  /** Tools over all tool files: what a health check expects to see. */
  readonly toolCount: number;
  /** Tool files in `data/tools/`, in list order. */
  readonly toolFiles: readonly string[];
  /** File in `data/` with the output types of a GraphQL schema ({@link GraphqlTypes}). */
  readonly graphqlTypes?: string;
}

/** A URL with `{name}` variables, each with the environment variable that may set it. */
export interface ServerTemplate {
  readonly url: string;
  readonly variables: Readonly<
    Record<string, { readonly default: string; readonly enum?: readonly string[]; readonly env: string }>
  >;
}

/** One security scheme and the environment variables its secrets come from. */
export type CredentialScheme =
  | {
      readonly type: 'apiKey';
      readonly in: 'header' | 'query' | 'cookie';
      readonly name: string;
      readonly env: string;
    }
  | { readonly type: 'bearer'; readonly env: string }
  | { readonly type: 'basic'; readonly usernameEnv: string; readonly passwordEnv: string }
  | {
      readonly type: 'oauth2';
      /** A token given by the owner; wins over client credentials. */
      readonly tokenEnv: string;
      /** Set when the scheme has a client-credentials flow. */
      readonly clientCredentials?: {
        readonly tokenUrl: string;
        readonly tokenUrlEnv: string;
        readonly clientIdEnv: string;
        readonly clientSecretEnv: string;
      };
      /** Set for OpenID Connect: where the token endpoint is discovered. */
      readonly openIdConnectUrl?: string;
    }
  | { readonly type: 'mutualTls'; readonly certEnv: string; readonly keyEnv: string }
  /** Known to the description, not executable here; `reason` is shown when a tool needs it. */
  | { readonly type: 'unsupported'; readonly reason: string };

/** The tools of one tag (`data/tools/<tag>.json`). */
export interface ToolFile {
  readonly tag: string;
  readonly tools: readonly ToolDefinition[];
}

export interface ToolDefinition {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema?: ObjectSchema;
  readonly annotations: ToolAnnotations;
  /** The operation's id in the API description: `GET /pets/{petId}`. */
  readonly operation: string;
  readonly binding: Binding;
}

/** How a call is executed; `kind` says by which part of the runtime. */
export type Binding = HttpBinding | GraphqlBinding | SubscriptionBinding;

/** MCP tool annotations; all four are always stated, since their defaults are not neutral. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** How one call becomes one HTTP request. */
export interface HttpBinding {
  readonly kind: 'http';
  /** Upper case. */
  readonly method: string;
  /** Template: `{name}` is the path parameter of that wire name. */
  readonly path: string;
  /** Set when the operation has servers of its own. */
  readonly servers?: readonly ServerTemplate[];
  readonly parameters: readonly ParameterBinding[];
  readonly body?: BodyBinding;
  /** Media types of the declared answers, best first; sent as `Accept`. */
  readonly accept: readonly string[];
  /** The description declares a redirect with content as the answer, so it is not followed. */
  readonly keepRedirects?: true;
  /** Any one (OR) of: all keys together (AND). Empty: no credential. */
  readonly security: readonly (readonly SecurityNeed[])[];
}

/** A GraphQL operation: a fixed document, and arguments as variables only. */
export interface GraphqlDocumentBinding {
  readonly operationType: 'query' | 'mutation' | 'subscription';
  readonly operationName: string;
  /** Sent as it is, unless the model chose fields. */
  readonly document: string;
  readonly variables: readonly GraphqlVariable[];
  /** Members from `data` to the result. */
  readonly resultPath: readonly string[];
  /** Set when the model may choose the fields of the result. */
  readonly selection?: GraphqlSelectionBinding;
  readonly servers?: readonly ServerTemplate[];
  readonly security: readonly (readonly SecurityNeed[])[];
}

/** How one call becomes one GraphQL request. */
export interface GraphqlBinding extends GraphqlDocumentBinding {
  readonly kind: 'graphql';
  readonly operationType: 'query' | 'mutation';
}

/** How one call becomes one GraphQL subscription, whose events are collected up to a number and a time. */
export interface SubscriptionBinding extends GraphqlDocumentBinding {
  readonly kind: 'subscription';
  readonly operationType: 'subscription';
  /** `sse`: server-sent events, a request for each; `websocket`: graphql-transport-ws. By the address when missing. */
  readonly transport?: 'sse' | 'websocket';
  /** Where subscriptions are served; http, https, ws or wss. The API's own address when missing. */
  readonly endpoint?: string;
  /** Keys in `inputSchema.properties`; `default` and `maximum` stand there. */
  readonly limits: { readonly events: string; readonly seconds: string };
}

export interface GraphqlVariable {
  /** Key in `inputSchema.properties`. */
  readonly argument: string;
  /** In the document, and of the field's argument. */
  readonly name: string;
  /** As declared: `[ID!]!`. */
  readonly type: string;
  /** Sent where the argument is not given. */
  readonly constant?: unknown;
  /** Where files go below the value; `*` stands for each item of a list. */
  readonly uploads?: readonly (readonly string[])[];
}

export interface GraphqlSelectionBinding {
  /** Key in `inputSchema.properties` that holds the paths of the fields wanted. */
  readonly argument: string;
  /** The root field. */
  readonly field: string;
  /** Named type of its result; key in {@link GraphqlTypes}. */
  readonly type: string;
}

/** Output types by name. Scalars and enums are leaves and not listed. */
export type GraphqlTypes = Readonly<Record<string, GraphqlType>>;

export interface GraphqlType {
  readonly kind: 'object' | 'interface' | 'union';
  /** Name to signature, in the schema's order: `String!`, `(first: Int, of: ID!): [User!]! @deprecated`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Object types of an interface or union. */
  readonly possible?: readonly string[];
}

export interface SecurityNeed {
  /** Key in {@link ServerManifest.credentials}. */
  readonly scheme: string;
  readonly scopes: readonly string[];
}

export type WirePlace = 'path' | 'query' | 'header' | 'cookie' | 'querystring';

export type WireStyle =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited'
  | 'deepObject'
  | 'cookie';

export interface ParameterBinding {
  /** Key in `inputSchema.properties`. */
  readonly argument: string;
  /**
   * Sent where the argument is not given: the single possible value of a required parameter, or a default that
   * the owner of the tools chose. The argument is no property where it is hidden from the model.
   */
  readonly constant?: unknown;
  readonly in: WirePlace;
  /** On the wire. */
  readonly name: string;
  readonly style: WireStyle;
  readonly explode: boolean;
  readonly allowReserved?: boolean;
  readonly allowEmptyValue?: boolean;
  /** The value travels serialized as this media type; style and explode do not count. */
  readonly contentType?: string;
}

/** How a body is written. `json` covers every `+json`; `jsonLines` and `jsonSequence` (RFC 7464) take a list. */
export type BodyCodec =
  'json' | 'jsonLines' | 'jsonSequence' | 'form' | 'multipart' | 'text' | 'binary' | 'xml';

export interface BodyBinding {
  /** Key in `inputSchema.properties` that holds the whole body. */
  readonly argument: string;
  readonly required: boolean;
  /** Chosen by `contentTypeArgument` where there are several; else the first is used. */
  readonly variants: readonly BodyVariant[];
  /** Key of the argument with which the model picks a media type. */
  readonly contentTypeArgument?: string;
}

export interface BodyVariant {
  /** Sent as `Content-Type`. */
  readonly contentType: string;
  readonly codec: BodyCodec;
  /** Per property of a form or multipart body; properties without an entry follow OpenAPI's defaults. */
  readonly properties?: Readonly<Record<string, BodyPropertyBinding>>;
  /** For `xml`: names, attributes and wrapping, from the schema's `xml` keywords. */
  readonly xml?: XmlNode;
}

export interface BodyPropertyBinding {
  readonly contentType?: string;
  readonly style?: WireStyle;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
  /** The value is base64 in the argument and raw bytes on the wire. */
  readonly binary?: boolean;
  /** Further headers of the part, each with the one value that the description allows. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** OpenAPI "XML Object", resolved for a whole schema. */
export interface XmlNode {
  readonly name: string;
  readonly namespace?: string;
  readonly prefix?: string;
  readonly attribute?: boolean;
  readonly wrapped?: boolean;
  /** The value is content of the element around it, not an element of its own. */
  readonly content?: 'text' | 'cdata';
  /** By JSON property. */
  readonly properties?: Readonly<Record<string, XmlNode>>;
  readonly items?: XmlNode;
}
