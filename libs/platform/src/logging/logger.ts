import { join } from 'node:path';
import { pino, type DestinationStream, type Logger } from 'pino';
import { createStream } from 'rotating-file-stream';
import type { AppConfig } from '../config/app-config.js';

export type { Logger } from 'pino';

/** Injection token of the {@link Logger}. */
export const LOGGER = Symbol('Logger');

/** Fields that hold secrets wherever they stand; their values never reach a log. */
const REDACTED = [
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
  '*.password',
  '*.token',
  '*.apiKey',
  '*.secret',
  '*.secrets',
];

/** JSON lines to `logs/hub.log` (five files of 10 MB at most) or to standard output. */
export function createLogger(config: Pick<AppConfig, 'dataDir' | 'logLevel' | 'logTo'>): Logger {
  const options = { level: config.logLevel, redact: { paths: REDACTED, censor: '***' }, base: undefined };
  return pino(options, destination(config));
}

function destination(config: Pick<AppConfig, 'dataDir' | 'logTo' | 'logLevel'>): DestinationStream {
  if (config.logTo === 'stdout' || config.logLevel === 'silent') return pino.destination(1);
  const stream = createStream('hub.log', {
    path: join(config.dataDir, 'logs'),
    size: '10M',
    maxFiles: 5,
    mode: 0o600,
  });
  // A full disk must not end the hub.
  stream.on('error', () => undefined);
  return stream;
}
