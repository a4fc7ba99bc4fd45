import { Script } from 'node:vm';

/** Limits of memory: V8 counts them among its flags, but they change no code. */
const MEMORY_FLAG = /^--max[-_](?:old|semi)[-_]space[-_]size=\d+$/u;
/** Node's own, of which V8 never hears. */
const NODE_FLAG = /^--(?:(?:experimental-)?permission|allow-[a-z-]+|disable-warning)(?:=.*)?$/u;
/** In V8's data: magic number, version, length of the source, flags (`SerializedCodeData` of `code-serializer.h`). */
const VERSION_END = 8;
const FLAGS_AT = 12;

/**
 * V8 refuses data that was made with other flags. Where this process differs in limits of memory alone, its own flags
 * are written in. Whatever else differs is left for V8 to judge.
 */
export function withOwnFlags(
  data: Buffer,
  given: readonly string[] = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(' ')],
): Buffer {
  const flags = given.filter((flag) => flag !== '' && !NODE_FLAG.test(flag));
  if (flags.length === 0 || !flags.every((flag) => MEMORY_FLAG.test(flag))) return data;
  const own = new Script('0').createCachedData();
  if (data.compare(own, 0, VERSION_END, 0, VERSION_END) !== 0) return data;
  data.writeUInt32LE(own.readUInt32LE(FLAGS_AT), FLAGS_AT);
  return data;
}
