import type { Diagnostic } from '#lib/diagnostics';
import type { ModeCost, TokenCost } from '#lib/tool-mapping';
import type { ReadTools } from './read-tools.js';
import { printable, styled, table } from './terminal.js';

const STYLES = { error: 'red', warning: 'yellow', info: 'dim' } as const;
const MOST_DIAGNOSTICS = 30;

/** What `inspect` shows: the API, its tools with what each costs, what was left out, what was found. */
export function inspectText(
  { api, toolSet, diagnostics }: ReadTools,
  cost: TokenCost,
  costs: ModeCost,
): string {
  const tools = toolSet.files.flatMap((file) => file.tools);
  const rows = tools.map((tool) => [
    tool.name,
    String(cost.byTool[tool.name] ?? 0),
    tool.operation,
    printable(tool.title ?? tool.description),
  ]);
  const parts = [
    `${styled('bold', printable(api.info.title))} ${printable(api.info.version)} (${api.source.format} ${api.source.version})`,
    '',
    table([['TOOL', 'TOKENS', 'OPERATION', 'WHAT IT DOES'], ...rows]),
    '',
    sumText(tools.length, costs),
  ];
  if (toolSet.skipped.length > 0) {
    parts.push(
      '',
      styled('bold', 'Left out'),
      table(toolSet.skipped.map(({ id, reason }) => [id, printable(reason)])),
    );
  }
  if (diagnostics.length > 0) parts.push('', diagnosticsText(diagnostics));
  return `${parts.join('\n')}\n`;
}

export function sumText(tools: number, costs: ModeCost): string {
  const [all, search, code] = [costs.tools, costs.search, costs.code].map((tokens) =>
    tokens.toLocaleString('en'),
  );
  return `${tools} tools; the whole list costs a model ${all} tokens (o200k), with --mode search ${search}, with --mode code ${code}.`;
}

export function diagnosticsText(diagnostics: readonly Diagnostic[]): string {
  const shown = diagnostics.slice(0, MOST_DIAGNOSTICS).map(diagnosticText);
  const more = diagnostics.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more; --json lists all.`] : [])].join('\n');
}

function diagnosticText({ code, severity, message, fix, location }: Diagnostic): string {
  const line =
    location?.line === undefined
      ? ''
      : `:${location.line}${location.column === undefined ? '' : `:${location.column}`}`;
  const place =
    location === undefined
      ? ''
      : ` ${location.document}${line}${location.pointer === '' ? '' : `#${location.pointer}`}`;
  const hint = fix === undefined ? '' : `\n    ${printable(fix)}`;
  return `${styled(STYLES[severity], severity)} ${code}${printable(place)}\n    ${printable(message)}${hint}`;
}
