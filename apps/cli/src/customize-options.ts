import { InvalidArgumentError, type Command } from 'commander';

/** The options of every command that say which operations become tools, and what is changed about them. */
export interface CustomizeOptions {
  readonly overlay?: readonly string[];
  readonly tag?: readonly string[];
  readonly path?: readonly string[];
  readonly method?: readonly string[];
  readonly operation?: readonly string[];
  readonly excludeTag?: readonly string[];
  readonly excludePath?: readonly string[];
  readonly excludeMethod?: readonly string[];
  readonly excludeOperation?: readonly string[];
  readonly subscriptions?: boolean;
  readonly subscriptionsEndpoint?: string;
}

const FILTERS = [
  ['tag', '<name>', 'of this tag'],
  ['path', '<pattern>', 'of paths like /pets/**'],
  ['method', '<method>', 'of this HTTP method'],
  ['operation', '<id>', 'of this operationId (with *), or "METHOD /path"'],
] as const;

/** Adds the options, each of which may be given several times. */
export function withCustomizeOptions(command: Command): Command {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  command.option('--overlay <file>', 'apply an overlay, or toolwright.json of a project', collect);
  for (const [name, value, what] of FILTERS)
    command.option(`--${name} ${value}`, `only operations ${what}`, collect);
  for (const [name, value, what] of FILTERS)
    command.option(`--exclude-${name} ${value}`, `no operations ${what}`, collect);
  return command
    .option('--subscriptions', 'make a tool of each GraphQL subscription, which collects events')
    .option(
      '--subscriptions-endpoint <url>',
      'the same, where they are served: http, https, ws or wss',
      toSocketEndpoint,
    );
}

function toSocketEndpoint(text: string): string {
  if (URL.canParse(text) && /^(https?|wss?):$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('An address begins with http://, https://, ws:// or wss://.');
}
