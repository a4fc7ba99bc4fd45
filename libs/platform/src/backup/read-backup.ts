import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AppError } from '#lib/diagnostics';
import type { SecretBox } from '../crypto/secret-box.js';
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  KEY_PROOF,
  type BackupContents,
  type BackupEnd,
  type BackupHeader,
  type BackupPart,
} from './backup-format.js';

/** The longest row: strings of JavaScript end at about twice as much. */
const MOST_LINE_BYTES = 256 * 1024 * 1024;
const LINE_FEED = 0x0a;

/**
 * Reads a backup and changes nothing: its format, that it was sealed with this key, and that no byte is missing or different.
 *
 * @throws AppError `backup-unusable`, `backup-incompatible`, `backup-key-wrong`
 */
export async function checkBackup(
  file: string,
  secrets: SecretBox,
): Promise<BackupContents & Pick<BackupHeader, 'migrations'>> {
  let header: BackupHeader | undefined;
  for await (const part of readBackup(file, secrets)) {
    if (part.kind === 'header') header = part.header;
    if (part.kind === 'end' && header !== undefined) {
      const { createdAt, hubVersion, migrations } = header;
      return { createdAt, hubVersion, migrations, rows: part.end.rows };
    }
  }
  throw damaged('It ends too early.');
}

/** The header first and the end last; an end is given only where everything before it is as it was written. */
export async function* readBackup(file: string, secrets: SecretBox): AsyncGenerator<BackupPart> {
  const hash = createHash('sha256');
  let table: string | undefined;
  let isFirst = true;
  for await (const line of linesOf(file)) {
    if (isFirst) yield { kind: 'header', header: headerOf(line, secrets) };
    else if (line.startsWith('{') && table !== undefined) yield { kind: 'row', table, json: line };
    else {
      const [kind, value] = marker(line);
      if (kind === 'end') return yield { kind: 'end', end: endOf(value, hash, secrets) };
      if (kind !== 'table' || typeof value !== 'string') throw damaged('A line is none of a backup.');
      table = value;
    }
    isFirst = false;
    hash.update(`${line}\n`);
  }
  throw damaged('It ends too early.');
}

function headerOf(line: string, secrets: SecretBox): BackupHeader {
  const [kind, value] = marker(line);
  const header = value as Partial<BackupHeader> | null;
  if (kind !== 'header' || header?.format !== BACKUP_FORMAT) throw damaged('It is no backup of Toolwright.');
  if (header.version !== BACKUP_VERSION)
    throw new AppError('backup-incompatible', {
      detail: `The file is of version ${String(header.version)} of the format; this hub reads version ${BACKUP_VERSION}.`,
    });
  if (opened(header.key, secrets) !== KEY_PROOF)
    throw new AppError('backup-key-wrong', {
      detail: 'The secrets in the file were sealed with another TOOLWRIGHT_SECRET_KEY than this hub has.',
    });
  return header as BackupHeader;
}

function endOf(value: unknown, hash: Hash, secrets: SecretBox): BackupEnd {
  const end = value as Partial<BackupEnd> | null;
  const sha256 = hash.digest('hex');
  if (end?.sha256 !== sha256 || opened(end.seal, secrets) !== sha256 || end.rows === undefined)
    throw damaged('Its checksum does not fit what it holds.');
  return end as BackupEnd;
}

function marker(line: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(line);
    if (Array.isArray(value)) return value as readonly unknown[];
  } catch {
    // Told below.
  }
  throw damaged('It is no backup of Toolwright.');
}

function opened(sealed: unknown, secrets: SecretBox): string | undefined {
  try {
    return typeof sealed === 'string' ? secrets.open(sealed) : undefined;
  } catch {
    return undefined;
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const unpacked = createGunzip();
  // What goes wrong is thrown where the lines are read.
  void pipeline(createReadStream(file), unpacked).catch(() => undefined);
  let held: Buffer[] = [];
  let heldBytes = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, from)) {
        yield Buffer.concat([...held, chunk.subarray(from, at)]).toString('utf8');
        held = [];
        heldBytes = 0;
        from = at + 1;
      }
      held.push(chunk.subarray(from));
      heldBytes += chunk.byteLength - from;
      if (heldBytes > MOST_LINE_BYTES) throw damaged('A line is too long.');
    }
  } catch (error) {
    throw error instanceof AppError ? error : damaged('It cannot be unpacked.');
  }
}

function damaged(detail: string): AppError {
  return new AppError('backup-unusable', { detail });
}
