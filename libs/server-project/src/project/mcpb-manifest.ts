import type { EnvironmentVariable } from './environment.js';
import type { License } from './license.js';
import type { PackageIdentity } from './package-identity.js';

export interface McpbFacts extends PackageIdentity {
  readonly title: string;
  readonly summary: string;
  readonly license: License;
  readonly environment: readonly EnvironmentVariable[];
  readonly tools: readonly { readonly name: string; readonly summary: string }[];
}

/**
 * The manifest of an MCP bundle, version 0.3: https://github.com/anthropics/mcpb/blob/main/MANIFEST.md. The client asks
 * for every variable of the server, and keeps those that are `sensitive` in the system's key store.
 */
export function mcpbManifest(facts: McpbFacts): object {
  return {
    manifest_version: '0.3',
    name: facts.name,
    display_name: facts.title,
    version: facts.version,
    description: facts.summary,
    author: { name: 'OWNER' },
    ...(facts.license === 'UNLICENSED' ? {} : { license: facts.license }),
    server: {
      type: 'node',
      entry_point: 'server.cjs',
      mcp_config: {
        command: 'node',
        // The client fills these in, not JavaScript.
        args: [`\${__dirname}/server.cjs`, '--stdio'],
        env: Object.fromEntries(
          facts.environment.map(({ name }) => [name, `\${user_config.${keyOf(name)}}`]),
        ),
      },
    },
    tools: facts.tools.map(({ name, summary }) => ({ name, description: summary })),
    // Own code may add some.
    tools_generated: true,
    user_config: Object.fromEntries(
      facts.environment.map((variable) => [keyOf(variable.name), userSetting(variable)]),
    ),
    compatibility: { platforms: ['darwin', 'linux', 'win32'], runtimes: { node: '>=20.19.0' } },
  };
}

function userSetting(variable: EnvironmentVariable): object {
  const choices = variable.choices === null ? '' : `; one of ${variable.choices.join(', ')}`;
  return {
    type: 'string',
    title: variable.name,
    description: `${variable.description}${choices}`,
    required: variable.required,
    sensitive: variable.secret,
    // A setting that is neither given nor has a default would reach the server as the text `${user_config...}`.
    ...(variable.required ? {} : { default: plainDefault(variable) }),
  };
}

/** Clients fill in `${...}` inside a default, too, and a description must not reach their variables. */
function plainDefault(variable: EnvironmentVariable): string {
  return variable.default === null || variable.default.includes('${') ? '' : variable.default;
}

function keyOf(name: string): string {
  return name.toLowerCase();
}
