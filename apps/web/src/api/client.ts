import { offlineProblem, Problem } from './problem';

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

interface CallOptions {
  readonly query?: Query;
  /** JSON, a form with files, or one file as it is. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Calls the hub's public REST API with the browser's session. @throws Problem */
async function call<Answer>(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await send(method, path, options);
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as Answer;
  throw new Problem(response.status, await problemBody(response));
}

async function send(method: string, path: string, { query, body, signal }: CallOptions): Promise<Response> {
  const isRaw = body instanceof FormData || body instanceof Blob;
  try {
    return await fetch(`${apiUrl(path, query)}`, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw offlineProblem();
  }
}

async function problemBody(response: Response): Promise<Problem['body']> {
  try {
    return (await response.json()) as Problem['body'];
  } catch {
    return { title: response.statusText };
  }
}

export function apiUrl(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  const search = new URLSearchParams(pairs).toString();
  return `/api/v1${path}${search === '' ? '' : `?${search}`}`;
}

export const api = {
  get: <Answer>(path: string, query?: Query, signal?: AbortSignal) =>
    call<Answer>('GET', path, {
      ...(query === undefined ? {} : { query }),
      ...(signal === undefined ? {} : { signal }),
    }),
  post: <Answer>(path: string, body?: unknown, query?: Query) =>
    call<Answer>('POST', path, { body, ...(query === undefined ? {} : { query }) }),
  put: <Answer>(path: string, body: unknown, query?: Query) =>
    call<Answer>('PUT', path, { body, ...(query === undefined ? {} : { query }) }),
  patch: <Answer>(path: string, body: unknown) => call<Answer>('PATCH', path, { body }),
  delete: (path: string) => call<undefined>('DELETE', path),
};
