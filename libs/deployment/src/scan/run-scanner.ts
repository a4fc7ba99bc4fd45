import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import type { ScannerName } from './scan-result.js';

const run = promisify(execFile);
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;
const MOST_SHOWN = 300;

type Environment = Readonly<Record<string, string>>;

const ARGUMENTS: Readonly<Record<ScannerName, (file: string) => string[]>> = {
  trivy: (file) => ['sbom', '--quiet', '--format', 'json', file],
  grype: (file) => [`sbom:${file}`, '--quiet', '--output', 'json'],
};

/** @returns the program's path; undefined where the PATH leads to none */
export async function findScanner(name: ScannerName, env: Environment): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((path) => isAbsolute(path))) {
    const program = join(folder, name);
    const isThere = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return program;
  }
  return undefined;
}

export interface ScannerRun {
  readonly name: ScannerName;
  readonly program: string;
  readonly env: Environment;
  readonly timeoutMs: number;
}

/** @returns what it wrote. @throws Error that says how it failed */
export async function runScanner(
  { name, program, env, timeoutMs }: ScannerRun,
  sbom: string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'toolwright-scan-'));
  try {
    const file = join(folder, 'sbom.cdx.json');
    await writeFile(file, sbom);
    const options = {
      cwd: folder,
      env: { ...env },
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: MOST_OUTPUT_BYTES,
    } as const;
    return (await run(program, ARGUMENTS[name](file), options)).stdout;
  } catch (error) {
    throw new Error(`${name} ${howItFailed(error, timeoutMs)}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function howItFailed(error: unknown, timeoutMs: number): string {
  const {
    killed,
    code,
    stderr = '',
  } = error as { killed?: boolean; code?: number | string; stderr?: string };
  if (killed === true) return `took more than ${timeoutMs / 1_000} s`;
  const said = stderr.trim().slice(-MOST_SHOWN);
  return `ended with ${code ?? 'a signal'}${said === '' ? '' : `: ${said}`}`;
}
