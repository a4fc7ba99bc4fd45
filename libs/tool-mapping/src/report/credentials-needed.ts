import type { CredentialScheme, SecurityNeed, ServerManifest, ToolDefinition } from '#lib/server-runtime';

/** A way to sign in that tools need, and what an owner has to set for it. */
export interface CredentialNeed {
  /** Key of the security scheme in the description. */
  readonly scheme: string;
  readonly type: CredentialScheme['type'];
  /** Environment variables that can hold the secrets. */
  readonly variables: readonly string[];
  /** How many tools name it, alone or among others. */
  readonly tools: number;
}

export function credentialsNeeded(
  manifest: ServerManifest,
  tools: readonly ToolDefinition[],
): CredentialNeed[] {
  return Object.entries(manifest.credentials).map(([scheme, credential]) => ({
    scheme,
    type: credential.type,
    variables: variablesOf(credential),
    tools: tools.filter(({ binding }) => binding.security.flat().some((need) => need.scheme === scheme))
      .length,
  }));
}

/** Whether every way to sign in that the tool names holds a scheme that cannot be used. */
export function needsUnsupported({ binding }: ToolDefinition, { credentials }: ServerManifest): boolean {
  const isUsable = (needs: readonly SecurityNeed[]) =>
    needs.every(({ scheme }) => credentials[scheme]?.type !== 'unsupported');
  return binding.security.length > 0 && !binding.security.some(isUsable);
}

function variablesOf(credential: CredentialScheme): string[] {
  switch (credential.type) {
    case 'apiKey':
    case 'bearer':
      return [credential.env];
    case 'basic':
      return [credential.usernameEnv, credential.passwordEnv];
    case 'oauth2': {
      const { tokenEnv, clientCredentials: client } = credential;
      return client === undefined ? [tokenEnv] : [tokenEnv, client.clientIdEnv, client.clientSecretEnv];
    }
    case 'mutualTls':
      return [credential.certEnv, credential.keyEnv];
    case 'unsupported':
      return [];
  }
}
