import { readdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { ProcessRuntime, type ContainerSpec, type ContainerState } from '#lib/container-runtime';

/** How servers behave that are started from now on. */
export type Behaviour = 'normal' | 'crash' | 'hang' | 'no-port' | 'other-tools' | 'script';

const SCRIPTS: Readonly<Record<'crash' | 'hang' | 'no-port', string>> = {
  crash: `console.error('no such setting: FISH'); process.exit(3);`,
  hang: `require('node:http').createServer(() => {}).listen(Number(process.argv[3]), '127.0.0.1');`,
  'no-port': `setInterval(() => {}, 1000); process.stdin.resume();`,
};
const END_WITH_HUB = `process.stdin.once('end', () => process.exit(0)); process.stdin.resume();`;

/** Real processes, of which a test decides whether they are good servers. */
export class ScriptedRuntime extends ProcessRuntime {
  behaviour: Behaviour = 'normal';
  /** What servers run that behave as a `script`. */
  script = '';
  /** While set, the engine does not answer, and says this. */
  away: Error | undefined;
  readonly started: string[] = [];

  override async run(spec: ContainerSpec): Promise<ContainerState> {
    this.#refuseWhileAway();
    this.started.push(spec.name);
    if (this.behaviour === 'normal') return super.run(spec);
    if (this.behaviour === 'other-tools')
      return super.run({ ...spec, env: { ...spec.env, TOOL_MODE: 'search' } });
    const own = this.behaviour === 'script' ? this.script : SCRIPTS[this.behaviour];
    const script = `${own}\n${END_WITH_HUB}`;
    const image = await super.buildImage({
      name: 'scripted',
      version: createHash('sha256').update(script).digest('hex').slice(0, 16),
      files: new Map([['server.cjs', Buffer.from(script)]]),
      entry: 'server.cjs',
      labels: {},
    });
    return super.run({ ...spec, image });
  }

  override async inspect(name: string): Promise<ContainerState> {
    this.#refuseWhileAway();
    return super.inspect(name);
  }

  override async list(labels: Readonly<Record<string, string>>): Promise<ContainerState[]> {
    this.#refuseWhileAway();
    return super.list(labels);
  }

  #refuseWhileAway(): void {
    if (this.away !== undefined) throw this.away;
  }
}

/** The process that was started to listen at this address. */
export async function pidAt(address: string): Promise<number> {
  const ending = `--http\0${new URL(address).port}\0`;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.endsWith(ending)) return Number(pid);
  }
  throw new Error(`No process was started for ${address}.`);
}
