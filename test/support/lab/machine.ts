import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';

/** What figures were measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  /** Undefined where there is none. */
  readonly engine: string | undefined;
}

export function thisMachine(): Machine {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()}`,
    node: process.version,
    engine: engineVersion(),
  };
}

export function describeMachine({ processor, cores, memoryGb, kernel, node, engine }: Machine): string {
  const docker = engine === undefined ? 'no Docker engine' : engine;
  return `${processor}, ${cores} cores, ${memoryGb} GB, ${kernel}, Node ${node}, ${docker}`;
}

function engineVersion(): string | undefined {
  try {
    const text = execFileSync('dockerd', ['--version'], { encoding: 'utf8', timeout: 5_000 });
    return /version ([\w.+-]+)/.exec(text)?.[1]?.replace(/^/, 'Docker Engine ');
  } catch {
    return undefined;
  }
}
