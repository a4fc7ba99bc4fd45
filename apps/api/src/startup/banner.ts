import type { HubRole } from '#lib/platform';
import { clientConfig, type ClientConfigFacts } from '../deployments/client-config.js';

export interface BannerFacts {
  readonly url: string;
  readonly roles: readonly HubRole[];
  readonly setupUrl: string | undefined;
  readonly server: ClientConfigFacts | undefined;
  /** Where the log is, or undefined when it goes to standard output. */
  readonly logFile: string | undefined;
}

/** What a person needs after the start, in the order in which it is needed. */
export function banner({ url, roles, setupUrl, server, logFile }: BannerFacts): string {
  const rows: [string, string][] = [
    [roles.includes('api') ? 'Web' : `Hub (${roles.join(', ')})`, url],
    ...(setupUrl === undefined ? [] : [['Setup link (works once)', setupUrl] as [string, string]]),
    ...restRows(url, roles),
    ...(server === undefined ? [] : [[`MCP endpoint (${server.name})`, server.endpoint] as [string, string]]),
    ...(logFile === undefined ? [] : [['Log', logFile] as [string, string]]),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
  const config =
    server === undefined
      ? []
      : ['', '  For your MCP client:', indent(JSON.stringify(clientConfig(server), null, 2))];
  return ['', ...lines, ...config, '', '  Ctrl-C stops the hub and everything it started.', ''].join('\n');
}

function restRows(url: string, roles: readonly HubRole[]): [string, string][] {
  if (!roles.includes('api')) return [];
  return [
    ['REST API', `${url}/api/v1`],
    ['REST docs', `${url}/api/docs`],
  ];
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
