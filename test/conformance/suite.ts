import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { npmTool } from '../support/npm-tool.js';

/** The official conformance suite, from npm. */
export interface Suite {
  /** Scenarios that a server has to pass, by revision of the specification. */
  required(revision: string): Promise<readonly string[]>;
  /** Runs them; scenario to what went wrong, undefined where nothing did. */
  run(url: string, revision: string): Promise<ReadonlyMap<string, string | undefined>>;
}

/** @throws Error where it cannot be installed */
export async function conformanceSuite(): Promise<Suite> {
  const folder = await npmTool('conformance');
  if (folder === undefined) throw new Error('The conformance suite cannot be installed.');
  const program = await runnable(folder);
  return {
    required: async (revision) => {
      const text = await readFile(join(folder, 'requirements', `${revision}.yaml`), 'utf8');
      return (load(text) as { server: string[] }).server;
    },
    run: async (url, revision) => {
      const report = await output([program, 'server', '--url', url, '--requirements', revision]);
      return outcomes(report);
    },
  };
}

/** It imports `fs.globSync`, which Node 20 has not, for commands that are not used here. */
async function runnable(folder: string): Promise<string> {
  const program = join(folder, 'dist/index.node20.js');
  const text = await readFile(join(folder, 'dist/index.js'), 'utf8');
  await writeFile(program, text.replace(/globSync as [A-Za-z$_]+,/u, ''));
  return program;
}

/** The exit code says only that something failed, and what is not required counts for it too. */
function output(args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      args,
      { timeout: 240_000, maxBuffer: 256 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
}

function outcomes(report: string): Map<string, string | undefined> {
  const summary = report.slice(report.lastIndexOf('=== SUMMARY ==='));
  const lines = summary.matchAll(/^([✓✗]) ([\w/-]+): (.*)$/gmu);
  return new Map(
    [...lines].map(([, mark, scenario = '', counts]) => [scenario, mark === '✓' ? undefined : counts]),
  );
}
