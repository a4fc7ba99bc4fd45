import { isDeepStrictEqual } from 'node:util';
import type { CallToolResult } from '@modelcontextprotocol/client';
import type { ArrivedRequest, ExpectedRequest, ExpectedResult, FidelityCase } from './fidelity-case.js';

/** Headers that HTTP itself wants, or that every request of a client carries. */
const COMMON = new Set(['host', 'connection', 'user-agent', 'accept', 'content-length', 'transfer-encoding']);

/** What differs from a case's expectation, in words; empty when all is as it must be. */
export function differences(
  expected: FidelityCase,
  arrived: readonly ArrivedRequest[],
  result: CallToolResult,
): string[] {
  if (expected.refuses !== undefined)
    return [
      ...requestDifferences([], arrived),
      ...resultDifferences({ isError: true, says: expected.refuses }, result),
    ];
  const { sends } = expected;
  const requests = sends === undefined ? undefined : ([sends].flat() as ExpectedRequest[]);
  return [
    ...(requests === undefined ? [] : requestDifferences(requests, arrived)),
    ...resultDifferences(expected.gives ?? {}, result),
  ];
}

function requestDifferences(
  expected: readonly ExpectedRequest[],
  arrived: readonly ArrivedRequest[],
): string[] {
  const count =
    expected.length === arrived.length
      ? []
      : [
          `${arrived.length} requests arrived, not ${expected.length}: ${arrived.map(({ line }) => line).join(', ')}`,
        ];
  return [
    ...count,
    ...expected.flatMap((request, index) => {
      const came = arrived[index];
      return came === undefined ? [] : oneRequest(request, came);
    }),
  ];
}

function oneRequest(expected: ExpectedRequest, came: ArrivedRequest): string[] {
  const wanted = typeof expected === 'string' ? { line: expected } : expected;
  const boundary = boundaryOf(came);
  const fill = (text: string) => text.replaceAll('{{boundary}}', boundary ?? '{{boundary}}');
  const body =
    wanted.bodyBase64 === undefined
      ? Buffer.from(fill(wanted.body ?? ''))
      : Buffer.from(wanted.bodyBase64, 'base64');
  return [
    ...unlike('listener', wanted.to ?? 'api', came.to),
    ...unlike('request line', wanted.line, came.line),
    ...headerDifferences(wanted.headers ?? {}, came, fill),
    ...(body.equals(came.body) ? [] : unlike('body', shown(body), shown(came.body))),
  ];
}

function boundaryOf({ headers }: ArrivedRequest): string | undefined {
  const type = headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  return /boundary="?([^";]+)"?/.exec(type)?.[1];
}

function headerDifferences(
  expected: Readonly<Record<string, string>>,
  { headers }: ArrivedRequest,
  fill: (text: string) => string,
): string[] {
  const named = Object.entries(expected).flatMap(([name, value]) => {
    const values = headers.filter(([other]) => other === name).map(([, text]) => text);
    return unlike(`header ${name}`, [fill(value)], values);
  });
  const further = headers
    .filter(([name]) => !(name in expected) && !COMMON.has(name))
    .map(([name, value]) => `header ${name} was not expected: ${value}`);
  return [...named, ...further];
}

function resultDifferences(expected: ExpectedResult, result: CallToolResult): string[] {
  const [first] = result.content;
  const text = first?.type === 'text' ? first.text : '';
  const content =
    expected.content ?? (expected.text === undefined ? undefined : [{ type: 'text', text: expected.text }]);
  return [
    ...unlike('isError', expected.isError ?? false, result.isError ?? false, text),
    ...(content === undefined ? [] : unlike('content', content, result.content)),
    ...(expected.says ?? [])
      .filter((words) => !text.includes(words))
      .map((words) => `the result does not say ${JSON.stringify(words)} but ${JSON.stringify(text)}`),
    ...(expected.structuredContent === undefined
      ? []
      : unlike('structuredContent', expected.structuredContent, result.structuredContent)),
  ];
}

function unlike(what: string, expected: unknown, found: unknown, note = ''): string[] {
  if (isDeepStrictEqual(expected, found)) return [];
  const words = note === '' ? '' : ` (${note})`;
  return [
    `${what} must be ${JSON.stringify(expected)}\n      but is ${' '.repeat(Math.max(0, what.length - 1))}${JSON.stringify(found)}${words}`,
  ];
}

/** Bytes as text where they are text. */
function shown(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : `base64 ${bytes.toString('base64')}`;
}
