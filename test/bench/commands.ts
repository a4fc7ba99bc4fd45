import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { timed, withFolder } from './timing.js';

const ROUNDS = 3;
const BIN = join(process.cwd(), 'apps', 'cli', 'bin', 'toolwright.mjs');

/** Generating as a person does it: a process of its own, from the file to the written folder. */
export function commandTimes(path: string): Promise<number[]> {
  return timesOf(
    (out) => void execFileSync(process.execPath, [BIN, 'generate', path, '--out', out], { stdio: 'ignore' }),
  );
}

/** Another generator on the same file, where one is installed in the folder that TOOLWRIGHT_BENCH_PEERS names. */
export async function peerTimes(path: string): Promise<number[] | undefined> {
  const bin = join(
    process.env['TOOLWRIGHT_BENCH_PEERS'] ?? '',
    'node_modules',
    '.bin',
    'openapi-mcp-generator',
  );
  if (!existsSync(bin)) return undefined;
  return timesOf(
    (out) => void execFileSync(bin, ['--input', path, '--output', out, '--force'], { stdio: 'ignore' }),
  );
}

function timesOf(generate: (out: string) => void): Promise<number[]> {
  return timed(ROUNDS, () => withFolder(async (folder) => generate(join(folder, 'out'))));
}
