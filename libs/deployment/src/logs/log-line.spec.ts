import { expect, it } from 'vitest';
import { levelOf, lineText } from './log-line.js';

it.each([
  ['stderr', '{"time":"2026-01-01T00:00:00Z","level":"info","event":"listening"}', 'info'],
  ['stderr', '{"level":"warn","event":"call failed"}', 'warn'],
  ['stdout', '{"level":50,"msg":"of pino"}', 'error'],
  ['stderr', '{"no":"level"}', 'error'],
  ['stderr', '{broken', 'error'],
  ['stdout', 'plain', 'info'],
  ['stdout', 'ERROR: plain', 'error'],
  ['stderr', '[warn] careful', 'warn'],
  ['stderr', '(node:12) ExperimentalWarning: something', 'warn'],
  ['stderr', '    at Object.<anonymous> (server.cjs:1:1)', 'error'],
  ['stderr', 'information is no level', 'error'],
] as const)('takes a line on %s, %s, for %s', (stream, text, level) => {
  expect(levelOf(stream, text)).toBe(level);
});

it('cuts long lines and says how much is missing', () => {
  expect(lineText('x'.repeat(8_192))).toHaveLength(8_192);
  expect(lineText('x'.repeat(9_000))).toMatch(/^x{8192}… \(808 more characters\)$/);
});

it('keeps what PostgreSQL would refuse out', () => {
  expect(lineText('a\0b')).toBe('a\uFFFDb');
});
