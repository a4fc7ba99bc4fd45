/**
 * A backup is gzip over lines: `["header", …]`, then for each table `["table", name]` and its rows as JSON objects the way
 * PostgreSQL writes them (`row_to_json`), at last `["end", …]`. Rows are never parsed here, so that no number loses a digit.
 */
export const BACKUP_FORMAT = 'toolwright-backup';
export const BACKUP_VERSION = 1;

/** What a header's `key` opens to under the key that the secrets are sealed with. */
export const KEY_PROOF = 'toolwright backup';

export interface BackupHeader {
  readonly format: typeof BACKUP_FORMAT;
  readonly version: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Of the program that made it. */
  readonly hubVersion: string;
  /** Names of the migrations that its tables went through, oldest first. */
  readonly migrations: readonly string[];
  /** {@link KEY_PROOF}, sealed. */
  readonly key: string;
}

export interface BackupEnd {
  /** By table. */
  readonly rows: Readonly<Record<string, number>>;
  /** SHA-256 (hex) over every line before, each with its line feed. */
  readonly sha256: string;
  /** The same, sealed: nobody without the key changes a backup unnoticed. */
  readonly seal: string;
}

/** What a backup holds, once it was read to its end and found whole. */
export interface BackupContents {
  readonly createdAt: string;
  readonly hubVersion: string;
  readonly rows: Readonly<Record<string, number>>;
}

/** One step of reading a backup. */
export type BackupPart =
  | { readonly kind: 'header'; readonly header: BackupHeader }
  | { readonly kind: 'row'; readonly table: string; readonly json: string }
  | { readonly kind: 'end'; readonly end: BackupEnd };
