import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { CredentialScheme } from '#lib/server-runtime';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CLI = join(ROOT, 'apps', 'cli', 'bin', 'toolwright.mjs');
const RUN_TIMEOUT_MS = 15 * 60_000;

/** What one call of a tool came to; the harness writes these. */
interface Call {
  readonly variant: string;
  readonly arrived?: boolean;
  readonly routed?: boolean;
  readonly valid?: boolean;
  readonly rtOk?: boolean;
  readonly auth?: { readonly ok: boolean };
  readonly resOk?: boolean;
  readonly res?: { readonly structured?: string };
  readonly problems: readonly { readonly kind: string; readonly msg: string }[];
}

interface ToolReport {
  readonly tool: string;
  readonly op: string | null;
  readonly calls: readonly Call[];
}

/** The black-box harness that nobody of this project's code knows of, where it is at hand. */
export function harnessDir(): string | undefined {
  const folder =
    process.env['TOOLWRIGHT_HARNESS'] ??
    fileURLToPath(new URL('../../../../shared/fidelity', import.meta.url));
  return existsSync(join(folder, 'fidelity.mjs')) ? folder : undefined;
}

/** Copies the harness to where its packages may be installed, once for each of its versions. */
export async function installHarness(source: string): Promise<string> {
  const digest = createHash('sha256')
    .update(readFileSync(join(source, 'package.json')))
    .digest('hex')
    .slice(0, 12);
  const folder = join(ROOT, 'node_modules', '.cache', `black-box-${digest}`);
  await mkdir(folder, { recursive: true });
  await cp(source, folder, {
    recursive: true,
    filter: (path) => !/[/\\](node_modules|out)$/.test(path),
  });
  if (!existsSync(join(folder, 'node_modules')))
    await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  return folder;
}

export interface HarnessRun {
  readonly summary: Readonly<Record<string, number | string | null>>;
  /** Operations (`GET /pets`) of which a call with ordinary or special values was not right, end to end. */
  readonly wrong: readonly string[];
  /** Tools whose structured result broke the output schema that they declare, or was missing. */
  readonly brokenOutputs: readonly string[];
}

/** Plays the upstream of a description, calls every tool of its server over stdio, and says what was not right. */
export async function runHarness(
  harness: string,
  spec: string,
  credentials: Readonly<Record<string, CredentialScheme>>,
  out: string,
): Promise<HarnessRun> {
  const environment = credentialVariables(credentials).flatMap((pair) => ['--env', pair]);
  const port = String(await freePort());
  const options = [
    'run',
    '--spec',
    spec,
    '--name',
    'run',
    '--out',
    out,
    '--port',
    port,
    '--quiet',
    ...environment,
  ];
  await run(process.execPath, ['fidelity.mjs', ...options, '--', process.execPath, CLI, 'run', '{{spec}}'], {
    cwd: harness,
    timeout: RUN_TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as {
    summary: HarnessRun['summary'];
    uncovered: string[];
  };
  const tools = JSON.parse(await readFile(join(out, 'tools-detail.json'), 'utf8')) as ToolReport[];
  const wrong = tools.filter((tool) => !isRight(tool)).map(({ op, tool }) => op ?? tool);
  return {
    summary: report.summary,
    wrong: [...new Set([...wrong, ...report.uncovered])].toSorted(),
    brokenOutputs: tools.filter(breaksOutput).map(({ tool }) => tool),
  };
}

function breaksOutput({ calls }: ToolReport): boolean {
  return calls.some(({ res }) => /^(invalid|missing|schema)/.test(res?.structured ?? ''));
}

function isRight({ op, calls }: ToolReport): boolean {
  return (
    op !== null &&
    ['min', 'max', 'edge'].every((variant) => calls.some((call) => call.variant === variant && isGood(call)))
  );
}

/** As the harness itself counts "end to end". */
function isGood({ arrived, routed, valid, rtOk, auth, resOk, problems }: Call): boolean {
  const sent = arrived === true && routed === true && valid === true && rtOk === true;
  const blocked = problems.some(
    ({ kind }) => kind === 'args-rejected-by-tool-schema' || kind === 'input-not-exposed',
  );
  return sent && (auth?.ok ?? true) && resOk === true && !blocked;
}

/** Placeholders of the harness in the variables that the server reads. */
function credentialVariables(credentials: Readonly<Record<string, CredentialScheme>>): string[] {
  return Object.entries(credentials).flatMap(([key, scheme]) => {
    if (scheme.type === 'apiKey' || scheme.type === 'bearer') return [`${scheme.env}={{cred:${key}}}`];
    if (scheme.type === 'basic') return [`${scheme.usernameEnv}={{user}}`, `${scheme.passwordEnv}={{pass}}`];
    // The token that the harness takes for any OAuth 2 scheme: two of them in one call share a header.
    return scheme.type === 'oauth2' ? [`${scheme.tokenEnv}=fid-oauth-issued`] : [];
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
