import { get } from 'node:http';

const TIMEOUT_MS = 3_000;

/** Asks a server on this machine for its health; used as a container's health check, so it loads next to nothing. */
export function probeHealth(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/healthz', timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}
