import type { Request, Response } from 'express';
import { SESSION_MS } from '#lib/identity';
import type { AppConfig } from '#lib/platform';

const NAME = 'toolwright_session';
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The session's text that the browser sent. */
export function sessionOf({ headers }: Pick<Request, 'headers'>): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === NAME && value) return value;
  }
  return undefined;
}

/** No script reads it, and no other site's page sends it. */
export function keepSession(response: Response, text: string, { publicUrl }: AppConfig): void {
  response.cookie(NAME, text, { ...optionsFor(publicUrl), maxAge: SESSION_MS });
}

export function forgetSession(response: Response, { publicUrl }: AppConfig): void {
  response.clearCookie(NAME, optionsFor(publicUrl));
}

/**
 * Whether a request that a cookie vouches for may change something: a page on another port of the same host counts as
 * the same site, and its requests carry the cookie.
 */
export function isFromOwnPage({ method, headers }: Pick<Request, 'method' | 'headers'>): boolean {
  if (READS.has(method)) return true;
  const { origin, host } = headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

function optionsFor(publicUrl: string) {
  return { httpOnly: true, sameSite: 'strict', secure: publicUrl.startsWith('https:'), path: '/' } as const;
}
