import type { EnvironmentVariable } from './environment.js';

/** What clients' settings say about the variables that have to be set, in the ways that clients know. */
export interface ClientEnvironment {
  /** With a placeholder for each value. */
  readonly plain: Readonly<Record<string, string>>;
  /** Claude Code takes each value from its own environment. */
  readonly expanded: Readonly<Record<string, string>>;
  /** VS Code asks for each value. */
  readonly asked: Readonly<Record<string, string>>;
  readonly inputs: readonly object[];
}

export function clientEnvironment(required: readonly EnvironmentVariable[]): ClientEnvironment {
  const each = (text: (name: string) => string) =>
    Object.fromEntries(required.map(({ name }) => [name, text(name)]));
  return {
    plain: each(() => '...'),
    expanded: each((name) => `\${${name}}`),
    asked: each((name) => `\${input:${name}}`),
    inputs: required.map(({ name, description, secret }) => ({
      type: 'promptString',
      id: name,
      description,
      password: secret,
    })),
  };
}
