import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** A large value for a `bytea` column. */
export async function encodeJson(value: unknown): Promise<Buffer> {
  return pack(JSON.stringify(value), { level: 4 });
}

export async function decodeJson<T>(bytes: Uint8Array): Promise<T> {
  return JSON.parse((await unpack(bytes)).toString('utf8')) as T;
}
