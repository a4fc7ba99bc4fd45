import { describe, expect, it } from 'vitest';
import { differences } from './differences.js';
import type { ArrivedRequest, FidelityCase } from './fidelity-case.js';

const arrived: ArrivedRequest = {
  to: 'api',
  line: 'POST /a?b=1',
  headers: [
    ['host', '127.0.0.1:1'],
    ['content-type', 'text/plain'],
  ],
  body: Buffer.from('x'),
};
const expected = { line: 'POST /a?b=1', headers: { 'content-type': 'text/plain' }, body: 'x' };
const result = { content: [{ type: 'text' as const, text: 'done' }] };
const one = (parts: Partial<FidelityCase>): FidelityCase => ({ name: 'n', call: 'POST /a', ...parts });

describe('a case', () => {
  it('passes when all is as expected', () => {
    const whole = one({ sends: expected, gives: { text: 'done' } });
    expect(differences(whole, [arrived], result)).toEqual([]);
  });

  it.each<[string, Partial<FidelityCase>]>([
    ['another request line', { sends: { ...expected, line: 'POST /a?b=%31' } }],
    ['another listener', { sends: { ...expected, to: 'other' } }],
    ['another header', { sends: { ...expected, headers: { 'content-type': 'text/html' } } }],
    ['a header that is missing', { sends: { ...expected, headers: { ...expected.headers, 'x-a': '1' } } }],
    ['a header too many', { sends: { ...expected, headers: {} } }],
    ['another body', { sends: { ...expected, body: 'y' } }],
    ['a request too few', { sends: [expected, expected] }],
    ['a request too many', { sends: [] }],
    ['another text', { gives: { text: 'Done' } }],
    ['words that are missing', { gives: { says: ['failed'] } }],
    ['a success that should be an error', { gives: { isError: true } }],
    ['other structured content', { gives: { structuredContent: {} } }],
    ['a call that should have been refused', { refuses: [] }],
  ])('fails for %s', (_name, parts) => {
    expect(differences(one(parts), [arrived], result)).not.toEqual([]);
  });

  it('fails for an error that was not expected', () => {
    expect(differences(one({ sends: expected }), [arrived], { ...result, isError: true })).toHaveLength(1);
  });
});
