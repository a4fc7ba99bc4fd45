import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Bookshelf, Refusal, type BookFields, type BookQuery, type Loan, type Review } from './bookshelf.js';
import { DescribedApi, type CheckedRequest } from './described-api.js';
import { readSampleDescription } from './sample-description.js';

/** The sample API, served on this machine. */
export interface SampleUpstream {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

const MOST_BODY_BYTES = 64 * 1024;
const STATUS_TITLES = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
} as const satisfies Record<Refusal['status'], string>;

/** Starts the sample API on the loopback interface; port 0 takes any free one. Each start begins with the same books. */
export async function startSampleUpstream(port = 0): Promise<SampleUpstream> {
  const api = new DescribedApi((await readSampleDescription()).text);
  const shelf = new Bookshelf();
  const server = createServer((request, response) => {
    answer(request, api, shelf).then(
      (result) => send(response, result),
      (error: unknown) => sendFailure(response, error),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, api: DescribedApi, shelf: Bookshelf): Promise<Answer> {
  const body = await readBody(request);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const checked = api.check(request.method ?? '', url, body);
  const handle = HANDLERS[checked.operationId];
  if (handle === undefined) throw new Error(`${checked.operationId} is described but not served`);
  return handle(shelf, checked);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Without the option an early end would cut the connection before the answer is out.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BODY_BYTES) throw new Refusal(413, `The body has more than ${MOST_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const created = (body: unknown): Answer => ({ status: 201, body });
const bookId = (request: CheckedRequest): string => request.values['bookId'] as string;

/** By `operationId`; the values were checked against the description before. */
const HANDLERS: Readonly<Record<string, (shelf: Bookshelf, request: CheckedRequest) => Answer>> = {
  listBooks: (shelf, request) => ok(shelf.listBooks(request.values as unknown as BookQuery)),
  addBook: (shelf, request) => created(shelf.addBook(request.body as BookFields)),
  getBook: (shelf, request) => ok(shelf.getBook(bookId(request))),
  updateBook: (shelf, request) => ok(shelf.updateBook(bookId(request), request.body as Partial<BookFields>)),
  removeBook: (shelf, request) => {
    shelf.removeBook(bookId(request));
    return { status: 204 };
  },
  listReviews: (shelf, request) => ok(shelf.listReviews(bookId(request))),
  addReview: (shelf, request) => created(shelf.addReview(bookId(request), request.body as Review)),
  listLoans: (shelf, request) => ok(shelf.listLoans(request.values)),
  lendBook: (shelf, request) => created(shelf.lendBook(request.body as Omit<Loan, 'id' | 'open'>)),
  returnBook: (shelf, request) => ok(shelf.returnBook(request.values['loanId'] as number)),
};

function send(response: ServerResponse, { status, body }: Answer): void {
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function sendFailure(response: ServerResponse, error: unknown): void {
  const status = error instanceof Refusal ? error.status : 500;
  const problem = {
    title: error instanceof Refusal ? STATUS_TITLES[error.status] : 'Internal Server Error',
    status,
    detail: error instanceof Refusal ? error.detail : 'Something went wrong in the sample API.',
  };
  response
    .writeHead(status, { 'content-type': 'application/problem+json', connection: 'close' })
    .end(JSON.stringify(problem));
}
