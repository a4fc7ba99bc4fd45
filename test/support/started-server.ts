import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleProject, renderProject, type ServerProject } from '#lib/server-project';
import { cleanEnvironment } from './generated-project.js';
import { toolsOf } from './read-spec.js';

const RUNTIME = '../../../libs/server-runtime/src/custom.js';

/** A generated server as a bundle in a folder of its own. */
export interface BuiltServer {
  readonly entry: string;
  remove(): Promise<void>;
}

/** @param custom A module of this repository that takes the place of the project's own `src/custom/index.ts` */
export async function projectOf(spec: string, custom?: string): Promise<ServerProject> {
  const project = await renderProject(await toolsOf(spec));
  if (custom === undefined) return project;
  const text = (await readFile(custom, 'utf8')).replace(RUNTIME, '../runtime/custom.js');
  return { ...project, files: new Map([...project.files, ['src/custom/index.ts', text]]) };
}

export async function buildServer(project: ServerProject): Promise<BuiltServer> {
  const folder = await mkdtemp(join(tmpdir(), 'server-'));
  const bundle = await bundleProject(project);
  for (const [file, bytes] of bundle.files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), bytes);
  }
  return { entry: join(folder, bundle.entry), remove: async () => rm(folder, { recursive: true }) };
}

export interface StartedServer {
  /** `http://127.0.0.1:PORT/mcp` */
  readonly url: string;
  readonly child: ChildProcess;
  /** What it wrote to stderr so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts it over HTTP on a free port. */
export async function startServer(
  { entry }: Pick<BuiltServer, 'entry'>,
  env: Readonly<Record<string, string>>,
): Promise<StartedServer> {
  const child = spawn(process.execPath, [entry, '--http', '0'], {
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const found = /"url":"([^"]+)"/u.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}:\n${log}`)));
  });
  return {
    url,
    child,
    log: () => log,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
