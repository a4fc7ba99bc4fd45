import { setTimeout as sleep } from 'node:timers/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { DeploymentService, type DeploymentEntity } from '#lib/deployment';
import { GeneratorService } from '#lib/generator';
import { RegistrationService } from '#lib/registration';
import { readSampleDescription } from '../../sample/sample-description.js';
import { startSampleUpstream, type SampleUpstream } from '../../sample/sample-upstream.js';
import type { Hub } from '../hub.js';

const PORT_SETTING = 'sample-port';
const DEPLOYMENT_SETTING = 'sample-deployment';
const POLL_MS = 50;
const TIMEOUT_MS = 60_000;
const SETTLED: ReadonlySet<string> = new Set([
  'healthy',
  'unhealthy',
  'crash-looping',
  'unknown',
  'failed',
  'stopped',
  'paused',
]);
const SAMPLE_TOOL = 'listBooks';

type Progress = (line: string) => void;

/** The bundled sample API and its server. */
export interface Sample {
  readonly deployment: DeploymentEntity | undefined;
  close(): Promise<void>;
}

/** At the first start registers, generates, deploys and calls the sample; later starts find it as it was. */
export async function startSample(hub: Hub, progress: Progress): Promise<Sample> {
  const { settings } = hub.platform;
  const upstream = await startUpstream(Number((await settings.get(PORT_SETTING)) ?? 0));
  await settings.set(PORT_SETTING, new URL(upstream.url).port);
  const known = await settings.get(DEPLOYMENT_SETTING);
  const deployment =
    known === undefined ? await deploySample(hub, upstream, progress) : await awaitKnown(hub, known);
  if (deployment !== undefined && known === undefined) progress(await callTool(hub, deployment));
  return { deployment, close: () => upstream.close() };
}

/** The same port as before, so that the deployed server finds it; any other when that one is taken. */
async function startUpstream(port: number): Promise<SampleUpstream> {
  try {
    return await startSampleUpstream(port);
  } catch (error) {
    if (port === 0) throw error;
    return startSampleUpstream(0);
  }
}

async function deploySample(
  hub: Hub,
  upstream: SampleUpstream,
  progress: Progress,
): Promise<DeploymentEntity> {
  const registration = hub.app.get(RegistrationService);
  const generator = hub.app.get(GeneratorService);
  const deployments = hub.app.get(DeploymentService);
  const { name, text } = await readSampleDescription();
  const api = await registration.register({ kind: 'text', name, text });
  progress(`Registered the sample API "${api.title}": ${api.toolCount} tools, ${api.tokenTotal} tokens`);
  const { id } = await generator.start(api.id);
  const generation = await until(
    () => generator.get(id),
    ({ state }) => state === 'succeeded' || state === 'failed',
  );
  if (generation.state === 'failed')
    throw new Error(`The sample could not be generated: ${generation.errorDetail ?? ''}`);
  progress(`Generated its MCP server: ${generation.fileCount ?? 0} files`);
  const started = await deployments.deploy(id, {
    variables: { UPSTREAM_BASE_URL: upstream.url },
    limits: {},
  });
  await hub.platform.settings.set(DEPLOYMENT_SETTING, started.id);
  const deployment = await untilSettled(deployments, started.id);
  if (deployment.state !== 'healthy')
    throw new Error(`The sample is ${deployment.state}: ${deployment.reason ?? ''}`);
  progress(
    `Deployed it (${deployment.runtime ?? ''}: ${deployment.runtimeReason ?? ''}), healthy with ${deployment.toolsSeen ?? 0} tools`,
  );
  return deployment;
}

/** The owner may have stopped or deleted it. */
async function awaitKnown(hub: Hub, id: string): Promise<DeploymentEntity | undefined> {
  const deployments = hub.app.get(DeploymentService);
  const deployment = await deployments.get(id).catch(() => undefined);
  if (deployment === undefined || deployment.desired !== 'running') return undefined;
  return untilSettled(deployments, id);
}

function untilSettled(deployments: DeploymentService, id: string): Promise<DeploymentEntity> {
  return until(
    () => deployments.get(id),
    ({ state }) => SETTLED.has(state),
  );
}

async function until<T>(load: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const value = await load();
    if (done(value) || Date.now() > deadline) return value;
    await sleep(POLL_MS);
  }
}

/** As any MCP client would. */
async function callTool(hub: Hub, { slug }: DeploymentEntity): Promise<string> {
  const headers = { authorization: `Bearer ${hub.gateway?.ownKey ?? ''}` };
  const client = new Client(
    { name: 'toolwright-start', version: '1' },
    { versionNegotiation: { mode: 'auto' } },
  );
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${hub.url}/mcp/${slug}`), { requestInit: { headers } }),
  );
  const result = await client.callTool({ name: SAMPLE_TOOL, arguments: {} });
  await client.close();
  const [first] = result.content;
  const text = first?.type === 'text' ? first.text : '';
  if (result.isError === true) throw new Error(`The sample's tool ${SAMPLE_TOOL} failed: ${text}`);
  return `Called its tool ${SAMPLE_TOOL} over MCP: ${text.replaceAll(/\s+/g, ' ').slice(0, 70)}…`;
}
