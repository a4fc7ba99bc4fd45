import { spawn } from 'node:child_process';

/** PostgreSQL refuses to run as root. */
const NOBODY = 65_534;

/**
 * As root, wraps a command so that it runs as another user in a user namespace of its own: the files
 * stay root's, and folders that only root may enter stay usable.
 */
export function asUnprivileged(command: string, args: readonly string[]): [string, string[]] {
  if (process.getuid?.() !== 0) return [command, [...args]];
  return ['unshare', ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, command, ...args]];
}

/** Runs a command to its end. @throws Error with what it wrote when it fails */
export function run([command, args]: [string, string[]]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ended with code ${code}: ${output}`)),
    );
  });
}
