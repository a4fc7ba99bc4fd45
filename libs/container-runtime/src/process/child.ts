import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ContainerLogLine, ContainerSpec } from '../container-runtime.js';
import { asUser, limited, permissionFlags } from './confinement.js';

export interface ChildStart {
  readonly spec: ContainerSpec;
  readonly folder: string;
  readonly entry: string;
  readonly port: number;
  /** The user that it runs as; ours when not set. */
  readonly uid?: number;
  readonly onLine: (line: ContainerLogLine) => void;
}

/** Memory that Node needs beside its heap, in megabytes. */
const OUTSIDE_HEAP_MB = 48;
const MIN_HEAP_MB = 32;

/**
 * Starts a server as a child of this process. Its environment holds what the spec lists and nothing of
 * ours; secrets go over standard input, whose end also tells it that this process is gone. It leads a
 * process group of its own, so that Ctrl-C in a terminal reaches the hub alone. It is confined as far as the system allows.
 */
export async function startChild(start: ChildStart): Promise<ChildProcess> {
  const { spec } = start;
  const [command = '', ...args] = commandOf(start);
  const child = spawn(command, args, {
    cwd: start.folder,
    env: { ...spec.env, HOST: '127.0.0.1', SECRETS_FROM_STDIN: '1', EXIT_WITH_STDIN: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(spec.secrets)}\n`);
  for (const stream of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[stream] }).on('line', (text) =>
      start.onLine({ at: new Date(), stream, text }),
    );
  }
  return child;
}

function commandOf({ spec, folder, entry, port, uid }: ChildStart): string[] {
  const heap = Math.max(MIN_HEAP_MB, spec.limits.memoryMb - OUTSIDE_HEAP_MB);
  const node = [
    process.execPath,
    `--max-old-space-size=${heap}`,
    ...permissionFlags(folder),
    join(folder, entry),
    '--http',
    String(port),
  ];
  if (uid === undefined) return limited(node, undefined);
  return asUser(uid, limited(node, spec.limits.maxProcesses)).flat();
}
