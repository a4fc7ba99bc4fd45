/** How a caller proves who it is (OpenAPI "Security Scheme Object"). */
export type SecurityScheme = ApiKeyScheme | HttpScheme | OAuth2Scheme | OpenIdConnectScheme | MutualTlsScheme;

interface SchemeBase {
  readonly description?: string;
}

export interface ApiKeyScheme extends SchemeBase {
  readonly type: 'apiKey';
  readonly in: 'header' | 'query' | 'cookie';
  /** The header's, query parameter's or cookie's name on the wire. */
  readonly name: string;
}

export interface HttpScheme extends SchemeBase {
  readonly type: 'http';
  /** Lower case, from the IANA registry: `basic`, `bearer`, `digest`. */
  readonly scheme: string;
  readonly bearerFormat?: string;
}

export interface OAuth2Scheme extends SchemeBase {
  readonly type: 'oauth2';
  readonly flows: readonly OAuth2Flow[];
}

export interface OAuth2Flow {
  readonly type: 'implicit' | 'password' | 'clientCredentials' | 'authorizationCode' | 'deviceAuthorization';
  readonly authorizationUrl?: string;
  readonly tokenUrl?: string;
  readonly refreshUrl?: string;
  /** Scope name to its description. */
  readonly scopes: Readonly<Record<string, string>>;
}

export interface OpenIdConnectScheme extends SchemeBase {
  readonly type: 'openIdConnect';
  readonly openIdConnectUrl: string;
}

export interface MutualTlsScheme extends SchemeBase {
  readonly type: 'mutualTLS';
}

/** All named schemes together (AND): scheme key to the scopes it needs. An empty object means "no credential". */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;
