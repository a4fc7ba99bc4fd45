import { expect, it } from 'vitest';
import { AnswerWatch, canRepeat, toolOf } from './tool-call.js';

const body = (message: unknown) => Buffer.from(JSON.stringify(message));

it('finds the name of a tool in the header or in the body', () => {
  expect(toolOf({ 'mcp-method': 'tools/call', 'mcp-name': 'get_pet' }, null)).toBe('get_pet');
  expect(toolOf({ 'mcp-method': 'tools/list' }, body({ method: 'tools/call' }))).toBeUndefined();
  const call = { params: { arguments: { name: 'other' }, name: 'get_pet' }, method: 'tools/call', id: 1 };
  expect(toolOf({}, body(call))).toBe('get_pet');
  expect(toolOf({}, body({ method: 'tools/list', params: { name: 'tools/call' } }))).toBeUndefined();
  expect(toolOf({}, Buffer.from('{"method":"tools/call", broken'))).toBeUndefined();
  expect(toolOf({}, null)).toBeUndefined();
});

it('finds it where a client escapes the slash', () => {
  const written = JSON.stringify({ method: 'tools/call', params: { name: 'get_pet' } });
  expect(toolOf({}, Buffer.from(written.replace('/', '\\/')))).toBe('get_pet');
});

it.each([
  ['POST', body({ method: 'tools/list' }), true],
  ['POST', body({ method: 'tools/call', params: { name: 'get_pet' } }), false],
  ['POST', Buffer.from('{"method":"tools\\u002fcall"}'), false],
  ['POST', body([{ method: 'tools/list' }, { method: 'tools/call' }]), false],
  ['POST', Buffer.from('{'), false],
  ['GET', null, true],
  ['DELETE', null, false],
] as const)('tells of %s %s whether another server can be asked instead', (method, sent, expected) => {
  expect(canRepeat({ request: { method }, body: sent })).toBe(expected);
});

it('gives no name to what is too large', () => {
  expect(toolOf({}, Buffer.alloc(100_000))).toBe('');
  expect(toolOf({ 'mcp-method': 'tools/call', 'mcp-name': 'x'.repeat(200) }, null)).toBe('');
});

it.each([
  ['{"result":{"content":[],"isError":true},"jsonrpc":"2.0","id":1}', true],
  ['{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"no such tool"}}', true],
  ['event: message\ndata: {"jsonrpc":"2.0","id":1,"error":{"code":1}}\n\n', true],
  ['{"result":{"content":[{"text":"{\\"isError\\":true,\\"error\\":{}}"}]},"id":1}', false],
  ['{"result":{"structuredContent":{"error":{"code":1}}},"id":1}', false],
])('tells of %s whether it is an error', (text, isError) => {
  const watch = new AnswerWatch();
  watch.begin(200);
  watch.data(Buffer.from(text));
  expect(watch.isError).toBe(isError);
});
