import type { LogLevel } from './config.js';
import { redact } from './redact.js';

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

/** One JSON line an event on standard error; standard output belongs to the protocol. Never arguments or secrets. */
export class Log {
  #secrets: () => readonly string[] = () => [];

  constructor(readonly level: LogLevel) {}

  /** What no line may show, whoever words it: asked for each line, since tokens change. */
  hide(secrets: () => readonly string[]): void {
    this.#secrets = secrets;
  }

  debug(event: string, fields: Record<string, unknown> = {}): void {
    this.#write('debug', event, fields);
  }

  info(event: string, fields: Record<string, unknown> = {}): void {
    this.#write('info', event, fields);
  }

  warn(event: string, fields: Record<string, unknown> = {}): void {
    this.#write('warn', event, fields);
  }

  error(event: string, fields: Record<string, unknown> = {}): void {
    this.#write('error', event, fields);
  }

  #write(level: LogLevel, event: string, fields: Record<string, unknown>): void {
    if (RANK[level] < RANK[this.level]) return;
    const secrets = this.#secrets();
    const line = JSON.stringify(
      { time: new Date().toISOString(), level, event, ...fields },
      (_key, value: unknown) => (typeof value === 'string' ? redact(value, secrets) : value),
    );
    process.stderr.write(`${line}\n`);
  }
}
