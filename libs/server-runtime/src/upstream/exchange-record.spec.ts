import { expect, it } from 'vitest';
import { ExchangeRecord, isExchangeKey, recorded } from './exchange-record.js';
import type { UpstreamRequest } from './exchange.js';

const SECRET = 'canary/+="x y';
const BYTES = 64 * 1024;

async function shownOf(request: Partial<UpstreamRequest>, body: Buffer) {
  const record = new ExchangeRecord();
  const whole: UpstreamRequest = {
    method: 'POST',
    url: new URL('http://127.0.0.1/'),
    headers: {},
    secretHeaders: [],
    keepRedirects: false,
    ...request,
    record,
  };
  const headers = { 'set-cookie': [`a=${encodeURIComponent(SECRET)}`, 'b=1'] };
  await recorded(whole, async () => ({ status: 200, headers, bytes: body, truncated: false }));
  return record.shown([SECRET])[0]!;
}

it('takes secrets out of address, headers and bodies in each form', async () => {
  const form = new URLSearchParams({ key: SECRET }).toString();
  const exchange = await shownOf(
    {
      url: new URL(`http://127.0.0.1/?key=${encodeURIComponent(SECRET)}`),
      headers: { authorization: 'Bearer xy', 'x-form': form },
      secretHeaders: ['authorization'],
      body: form,
    },
    Buffer.from(JSON.stringify({ plain: SECRET, basic: Buffer.from(SECRET).toString('base64') })),
  );
  expect(exchange).toMatchObject({
    request: {
      url: 'http://127.0.0.1/?key=***',
      headers: [
        ['host', '127.0.0.1'],
        ['content-length', String(form.length)],
        ['authorization', 'Bearer ***'],
        ['x-form', 'key=***'],
      ],
      body: { text: 'key=***', bytes: form.length, isCut: false },
    },
    answer: {
      status: 200,
      headers: [
        ['set-cookie', 'a=***'],
        ['set-cookie', 'b=1'],
      ],
      body: { text: '{"plain":"***","basic":"***"}' },
    },
  });
});

it('cuts long bodies, and no secret in two', async () => {
  const { answer } = await shownOf({}, Buffer.from('a'.repeat(BYTES - 3) + SECRET.repeat(2)));
  expect(answer?.body).toMatchObject({ isCut: true, text: `${'a'.repeat(BYTES - 3)}***` });
});

it('shows nothing of bytes that are no text', async () => {
  const utf16 = Buffer.from(SECRET, 'utf16le');
  expect((await shownOf({}, utf16)).answer?.body).toEqual({ bytes: utf16.byteLength, isCut: false });
  expect((await shownOf({}, Buffer.from([0xff, 0xfe]))).answer?.body).toEqual({ bytes: 2, isCut: false });
});

it('keeps why there was no answer', async () => {
  const record = new ExchangeRecord();
  const request = { method: 'GET', url: new URL('http://127.0.0.1/'), headers: {}, secretHeaders: [] };
  const failing = recorded({ ...request, keepRedirects: false, record }, () =>
    Promise.reject(new Error(`no way with ${SECRET}`)),
  );
  await expect(failing).rejects.toThrow('no way');
  expect(record.shown([SECRET])[0]).toMatchObject({ error: 'no way with ***' });
});

it('takes the very key alone, and none where none is set', () => {
  expect(isExchangeKey('key', 'key')).toBe(true);
  expect(isExchangeKey('kex', 'key')).toBe(false);
  expect(isExchangeKey(undefined, undefined)).toBe(false);
  expect(isExchangeKey('', undefined)).toBe(false);
  expect(isExchangeKey(['key'], 'key')).toBe(false);
});
