import { describe, expect, it } from 'vitest';
import { streamItems } from './streams.js';

describe('streams', () => {
  it.each([
    [
      'text/event-stream',
      'data: {"a":1}\n\nevent: done\ndata: [DONE]',
      [{ a: 1 }, { event: 'done', data: '[DONE]' }],
    ],
    ['application/x-ndjson', '{"a":1}\n\n{"a":2}', [{ a: 1 }, { a: 2 }]],
    ['application/json-seq', '\u001E{"a":1}\n\u001E{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ])('of %s become lists', (type, body, items) => {
    expect(streamItems(body, type, true)).toEqual(items);
  });

  it.each([
    ['text/event-stream', 'data: 1\n\ndata: {"cut'],
    ['application/jsonl', '1\n{"cut'],
  ])('of %s lose a last item that was cut', (type, body) => {
    expect(streamItems(body, type, false)).toEqual([1]);
  });
});
