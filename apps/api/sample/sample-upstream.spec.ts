import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSampleUpstream, type SampleUpstream } from './sample-upstream.js';

describe('the sample upstream', () => {
  let upstream: SampleUpstream;
  beforeEach(async () => {
    upstream = await startSampleUpstream();
  });
  afterEach(async () => upstream.close());

  async function call(method: string, path: string, body?: unknown) {
    const response = await fetch(upstream.url + path, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  it('finds books by words, genres and availability, page by page', async () => {
    const all = await call('GET', '/books');
    expect(all).toMatchObject({ status: 200, body: { total: 6 } });
    expect(all.body.items[0]).toMatchObject({ id: 'goblin-market', title: 'Goblin Market', available: true });
    expect((await call('GET', '/books?search=ISLAND')).body.total).toBe(2);
    expect((await call('GET', '/books?genre=poetry&genre=mystery')).body.total).toBe(3);
    expect((await call('GET', '/books?available=false')).body.items).toMatchObject([{ id: 'the-moonstone' }]);
    const page = await call('GET', '/books?sort=year&limit=2&offset=1');
    expect(page.body).toMatchObject({ total: 6, items: [{ year: 1875 }, { year: 1868 }] });
  });

  it('keeps a book from its adding to its removal', async () => {
    const book = { title: 'Kim', author: 'Rudyard Kipling', genre: 'adventure', year: 1901 };
    expect(await call('POST', '/books', book)).toEqual({
      status: 201,
      body: { id: 'kim', ...book, available: true },
    });
    expect((await call('POST', '/books', book)).body.id).toBe('kim-2');
    expect(await call('PATCH', '/books/kim', { year: 1900 })).toMatchObject({
      status: 200,
      body: { year: 1900 },
    });
    expect(await call('GET', '/books/kim')).toMatchObject({
      status: 200,
      body: { title: 'Kim', year: 1900 },
    });
    expect(await call('DELETE', '/books/kim')).toEqual({ status: 204, body: undefined });
    expect(await call('GET', '/books/kim')).toMatchObject({ status: 404, body: { title: 'Not Found' } });
  });

  it('takes reviews, with a name where none is given', async () => {
    expect(await call('POST', '/books/micrographia/reviews', { stars: 4 })).toEqual({
      status: 201,
      body: { stars: 4, reader: 'anonymous' },
    });
    expect((await call('GET', '/books/micrographia/reviews')).body).toEqual([
      { stars: 4, reader: 'anonymous' },
    ]);
  });

  it('lends a book once, and takes it back once', async () => {
    const wish = { bookId: 'goblin-market', reader: 'Laura' };
    expect(await call('POST', '/loans', wish)).toEqual({
      status: 201,
      body: { id: 2, ...wish, days: 21, open: true },
    });
    expect(await call('POST', '/loans', wish)).toMatchObject({ status: 409 });
    expect(await call('DELETE', '/books/goblin-market')).toMatchObject({ status: 409 });
    expect((await call('GET', '/loans?reader=Laura&open=true')).body).toHaveLength(1);
    expect(await call('POST', '/loans/2/return')).toMatchObject({ status: 200, body: { open: false } });
    expect(await call('POST', '/loans/2/return')).toMatchObject({ status: 409 });
  });

  it.each([
    ['GET /books?limit=0', undefined, 400, 'limit'],
    ['GET /books?limit=two', undefined, 400, 'limit'],
    ['GET /books?genre=cooking', undefined, 400, 'genre/0'],
    ['GET /books?colour=red', undefined, 400, 'colour'],
    ['GET /books/Not-An-Id', undefined, 400, 'bookId'],
    ['GET /books/%E0%A4%A', undefined, 400, 'broken escape'],
    ['POST /books', { title: 'x' }, 400, 'author'],
    ['POST /books', { title: 'x', author: 'y', genre: 'poetry', year: '1900' }, 400, 'year'],
    ['POST /books', '{', 400, 'no JSON'],
    ['POST /books', '', 400, 'no JSON'],
    ['PATCH /books/micrographia', {}, 400, 'fewer'],
    ['POST /loans', { bookId: 'no-such-book', reader: 'x' }, 404, 'no-such-book'],
    ['POST /loans/9/return', undefined, 404, '9'],
    ['PUT /books', undefined, 405, 'PUT'],
    ['GET /nothing', undefined, 404, '/nothing'],
    ['POST /books', 'x'.repeat(5_000_000), 413, 'bytes'],
  ])('refuses %s with %j', async (request, body, status, detail) => {
    const [method = '', path = ''] = request.split(' ');
    const answer = await call(method, path, body);
    expect(answer).toMatchObject({ status, body: { status, detail: expect.stringContaining(detail) } });
  });
});
