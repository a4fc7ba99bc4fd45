import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router, type NextFunction, type Request, type Response } from 'express';

/** What is not the pages': the REST API, the gateway and health. */
const OTHERS = /^\/(?:api|mcp|healthz|readyz|metrics)(?:\/|$)/;
const YEAR_S = 365 * 24 * 3_600;

/** The web interface: its files, and its one page for every address that the browser's router knows. */
export function webPages(folder = builtPages()): Router {
  const router = Router();
  if (folder === undefined) return router;
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: YEAR_S * 1000, fallthrough: false }),
  );
  router.use(express.static(folder, { index: false, cacheControl: false }));
  router.use((request: Request, response: Response, next: NextFunction) => {
    if (!isPage(request)) return next();
    // A setup link's token stands in the address.
    response.set({ 'cache-control': 'no-cache', 'referrer-policy': 'no-referrer' });
    response.sendFile('index.html', { root: folder, cacheControl: false });
  });
  return router;
}

function isPage({ method, path, headers }: Request): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  return !OTHERS.test(path) && (headers.accept ?? '').includes('text/html');
}

/** The sources are run by tests, a build of them otherwise; undefined where the pages were not built. */
function builtPages(): string | undefined {
  return ['../../../../web', '../../../../dist/web']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(join(path, 'index.html')));
}
