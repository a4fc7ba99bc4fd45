import { clientConfig, type ClientConfigFacts } from '../deployments/client-config.js';

export interface BannerFacts {
  readonly url: string;
  readonly setupUrl: string | undefined;
  readonly server: ClientConfigFacts | undefined;
  /** Where the log is, or undefined when it goes to standard output. */
  readonly logFile: string | undefined;
}

/** What a person needs after the start, in the order in which it is needed. */
export function banner({ url, setupUrl, server, logFile }: BannerFacts): string {
  const rows: [string, string][] = [
    ['Web', url],
    ...(setupUrl === undefined ? [] : [['Setup link (works once)', setupUrl] as [string, string]]),
    ['REST API', `${url}/api/v1`],
    ['REST docs', `${url}/api/docs`],
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

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
