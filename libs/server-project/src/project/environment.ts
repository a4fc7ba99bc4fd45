import type { CredentialScheme, ServerManifest, ServerTemplate, ToolDefinition } from '#lib/server-runtime';
import type { ToolSet } from '#lib/tool-mapping';

/** A variable that configures the generated server. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly description: string;
  /** No tool works without it. */
  readonly required: boolean;
  readonly secret: boolean;
  /** What holds when it is not set; null when nothing does. */
  readonly default: string | null;
  /** Null when any value goes. */
  readonly choices: readonly string[] | null;
}

type Draft = Pick<EnvironmentVariable, 'name' | 'description'> & Partial<EnvironmentVariable>;

/** Every variable of a server: its upstream first, then the variables of server addresses, then credentials. */
export function environmentOf(tools: ToolSet): readonly EnvironmentVariable[] {
  const all = tools.files.flatMap((file) => file.tools);
  const drafts: Draft[] = [
    upstreamVariable(tools.manifest),
    ...serverVariables(tools.manifest, all),
    ...(all.some(({ binding }) => binding.kind === 'graphql') ? GRAPHQL_VARIABLES : []),
    ...(all.some(({ binding }) => binding.kind === 'subscription') ? SUBSCRIPTION_VARIABLES : []),
    ...Object.entries(tools.manifest.credentials).flatMap(([key, scheme]) => credential(key, scheme, all)),
  ];
  const byName = new Map<string, EnvironmentVariable>();
  for (const draft of drafts) {
    if (!byName.has(draft.name)) byName.set(draft.name, complete(draft));
  }
  return [...byName.values()];
}

/** Settings of `runtime/graphql/settings.ts`. */
const GRAPHQL_VARIABLES: readonly Draft[] = [
  {
    name: 'GRAPHQL_METHOD',
    description: 'How queries are sent; mutations are always posted',
    default: 'POST',
    choices: ['POST', 'GET'],
  },
  {
    name: 'GRAPHQL_PERSISTED_QUERIES',
    description: 'With 1, the hash of a document is sent first and the document when the API asks for it',
    default: '0',
    choices: ['0', '1'],
  },
];

/** Settings of `runtime/subscription/settings.ts`. */
const SUBSCRIPTION_VARIABLES: readonly Draft[] = [
  {
    name: 'GRAPHQL_SUBSCRIPTIONS_URL',
    description: "Where subscriptions are served (http, https, ws or wss), unless at the API's own address",
  },
  {
    name: 'GRAPHQL_SUBSCRIPTIONS_TRANSPORT',
    description: 'Server-sent events, or a WebSocket (graphql-transport-ws); by the address when not set',
    choices: ['sse', 'websocket'],
  },
];

function complete(draft: Draft): EnvironmentVariable {
  return { required: false, secret: false, default: null, choices: null, ...draft };
}

function upstreamVariable(manifest: ServerManifest): Draft {
  const url = manifest.servers[0]?.url;
  const usable = url !== undefined && /^https?:\/\//iu.test(url);
  return {
    name: 'UPSTREAM_BASE_URL',
    description: 'Address of the API that the tools call',
    required: !usable,
    default: usable ? url : null,
  };
}

function serverVariables(manifest: ServerManifest, tools: readonly ToolDefinition[]): Draft[] {
  const used: ServerTemplate[] = [
    ...manifest.servers.slice(0, 1),
    ...tools.flatMap((tool) => tool.binding.servers?.slice(0, 1) ?? []),
  ];
  return used.flatMap((server) =>
    Object.entries(server.variables).map(([name, variable]) => ({
      name: variable.env,
      description: `{${name}} in the address ${server.url}`,
      default: variable.default,
      choices: variable.enum ?? null,
    })),
  );
}

/** The variables of one credential; none when no tool needs it. */
function credential(key: string, scheme: CredentialScheme, tools: readonly ToolDefinition[]): Draft[] {
  const takers = tools.filter((tool) => needs(tool, key).some(Boolean)).length;
  if (takers === 0) return [];
  const required = tools.every((tool) => needs(tool, key).length > 0 && needs(tool, key).every(Boolean));
  const use = takers === tools.length ? 'all tools' : `${takers} of ${tools.length} tools`;
  return secretsOf(key, scheme).map((draft) => ({
    secret: true,
    ...draft,
    description: `${draft.description}; for ${use}`,
    required: required && draft.required !== false,
  }));
}

/** For each way to call the tool: does it take this credential? */
function needs(tool: ToolDefinition, key: string): boolean[] {
  return tool.binding.security.map((together) => together.some((need) => need.scheme === key));
}

function secretsOf(key: string, scheme: CredentialScheme): Draft[] {
  switch (scheme.type) {
    case 'apiKey':
      return [{ name: scheme.env, description: `API key (${key}), sent as ${scheme.in} ${scheme.name}` }];
    case 'bearer':
      return [{ name: scheme.env, description: `Bearer token (${key})` }];
    case 'basic':
      return [
        { name: scheme.usernameEnv, description: `User name (${key})`, secret: false },
        { name: scheme.passwordEnv, description: `Password (${key})` },
      ];
    case 'oauth2':
      return oauth2Secrets(key, scheme);
    case 'mutualTls':
      return [
        { name: scheme.certEnv, description: `Client certificate (${key})`, secret: false },
        { name: scheme.keyEnv, description: `Key of the client certificate (${key})` },
      ];
    case 'unsupported':
      return [];
  }
}

function oauth2Secrets(key: string, scheme: Extract<CredentialScheme, { type: 'oauth2' }>): Draft[] {
  const client = scheme.clientCredentials;
  if (client === undefined) {
    return [{ name: scheme.tokenEnv, description: `OAuth 2.0 access token (${key})` }];
  }
  const optional = { required: false };
  return [
    {
      name: scheme.tokenEnv,
      description: `OAuth 2.0 access token (${key}), or the client's own below`,
      ...optional,
    },
    { name: client.clientIdEnv, description: `OAuth 2.0 client id (${key})`, secret: false, ...optional },
    { name: client.clientSecretEnv, description: `OAuth 2.0 client secret (${key})`, ...optional },
    {
      name: client.tokenUrlEnv,
      description: `OAuth 2.0 token endpoint (${key})`,
      secret: false,
      default: client.tokenUrl,
      ...optional,
    },
  ];
}
