import type { ImportReport } from '#lib/tool-mapping';
import { printable, styled, table } from './terminal.js';

const MOST_LARGE = 5;

/** The import report for people: the score with its reasons first. */
export function importReportText(report: ImportReport): string {
  const { readiness } = report;
  const parts = [
    `${styled('bold', `Readiness ${readiness.score} of 100`)}${readiness.deductions.length === 0 ? ', nothing to take off' : ''}`,
    table(readiness.deductions.map(({ points, reason }) => [`  -${points.toFixed(1)}`, printable(reason)])),
    '',
    table(figures(report).map(([label, value]) => [`  ${label}`, printable(value)])),
    '',
    styled('bold', 'Clients'),
    table(
      report.clients.map(({ client, what, limit, actual, fits, beyond }) => [
        `  ${fits ? 'ok  ' : 'over'}`,
        client,
        `${actual.toLocaleString('en')} of ${limit.toLocaleString('en')}`,
        fits ? what : `${what}: ${beyond}`,
      ]),
    ),
  ];
  return `${parts.filter((part, index) => part !== '' || parts[index - 1] !== '').join('\n')}\n`;
}

/** Only what there is anything to say about. */
function figures(report: ImportReport): [string, string][] {
  const { counts, missingDescriptions: missing, renamedArguments, shortenedNames, deprecated } = report;
  const large = report.tokens.largest.slice(0, MOST_LARGE).map(({ tool, tokens }) => `${tool} ${tokens}`);
  const rows: [string, number, string][] = [
    [
      'Operations',
      counts.operations,
      `${counts.operations}, of which ${counts.tools} tools, ${counts.skipped} unusable, ${counts.filtered} left out`,
    ],
    ['Largest tools', large.length, large.join(', ')],
    [
      'Without description',
      missing.operations.length + missing.parameters.length,
      `${missing.operations.length} operations, ${missing.parameters.length} parameters`,
    ],
    ['Arguments renamed', renamedArguments.length, String(renamedArguments.length)],
    ['Names shortened', shortenedNames.length, String(shortenedNames.length)],
    ['Deprecated', deprecated.length, String(deprecated.length)],
    ['Credentials', report.credentials.length, report.credentials.map(credentialText).join('; ')],
    [
      'Findings',
      report.findings.length,
      report.findings.map(({ code, count }) => `${code} ${count}`).join(', '),
    ],
  ];
  return rows.filter(([, count]) => count > 0).map(([label, , text]) => [label, text]);
}

function credentialText({ scheme, type, variables, tools }: ImportReport['credentials'][number]): string {
  const how = variables.length === 0 ? type : `${type}: ${variables.join(', ')}`;
  return `${scheme} (${how}; ${tools} tools)`;
}
