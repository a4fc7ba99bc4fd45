import { KubeConfig } from '@kubernetes/client-node';
import * as client from '@kubernetes/client-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ContainerSpec } from '#lib/container-runtime';
import { AddressGuard } from '#lib/network-guard';
import { Kube } from '../../../libs/container-runtime/src/kubernetes/kube.js';
import { KubernetesRuntime } from '../../../libs/container-runtime/src/kubernetes/kubernetes-runtime.js';
import { registryAddress } from '../../../libs/container-runtime/src/registry/registry-address.js';
import { RegistryClient } from '../../../libs/container-runtime/src/registry/registry-client.js';
import { RegistryImages } from '../../../libs/container-runtime/src/registry/registry-images.js';
import { until } from '../../support/asking.js';
import { canHaveOwnRegistry, startOwnRegistry, type OwnRegistry } from '../../support/own-registry.js';
import { titled } from '../../support/requirements.js';
import { ScriptedKube } from '../../support/scripted-kube.js';

/**
 * Against answers that were written by hand: which requests go out, in which order, how watches and errors are taken.
 * That a cluster does with them what is meant is shown by the suite of all drivers, wherever a cluster answers.
 */
const LABELS = { 'toolwright.hub': 'one' };
const SPEC: ContainerSpec = {
  name: 'toolwright-pets-1',
  image: 'toolwright/pets:1',
  env: {},
  secrets: { TOKEN: 's3cret-value' },
  labels: LABELS,
  limits: { memoryMb: 128, cpus: 1, maxProcesses: 32 },
  port: 0,
  egress: [],
};
const needs = canHaveOwnRegistry();

describe.skipIf(!needs.available)(titled('requests of the driver for Kubernetes', needs), () => {
  let registry: OwnRegistry;
  let kube: ScriptedKube;
  let runtime: KubernetesRuntime;

  beforeAll(async () => {
    registry = await startOwnRegistry({ canDelete: true });
    const files = new Map([['server.cjs', Buffer.from('')]]);
    const build = { name: 'toolwright/pets', version: '1', files, entry: 'server.cjs', labels: LABELS };
    await images().build(build);
  });

  beforeEach(async () => {
    kube = new ScriptedKube();
    await kube.listen();
    runtime = connected(kube.url);
  });

  afterEach(async () => {
    await runtime.close();
    kube.close();
  });

  afterAll(() => registry?.close());

  it('say what there is, in words', async () => {
    const { available, reason } = await runtime.availability();
    expect(available).toBe(true);
    expect(reason).toMatch(/Kubernetes v1\.31\.2, namespace servers; .*NetworkPolicies; images from 127/);
    kube.failNext('GET deployments', 403, 'Forbidden', 'deployments is forbidden');
    expect((await runtime.availability()).reason).toMatch(/cannot be listed: deployments is forbidden/);
    expect((await connected('http://127.0.0.1:1').availability()).available).toBe(false);
  });

  it('close the network and lay the secrets ready before there is a pod', async () => {
    const state = await runtime.run(SPEC);
    expect(state).toMatchObject({ status: 'running', address: expect.stringContaining('http://127.0.0.1:') });
    const changes = kube.requests.filter((line) => !/^(GET|WATCH)/.test(line));
    expect(changes).toEqual([
      'POST deployments',
      'POST networkpolicies',
      'POST secrets',
      'PATCH deployments application/merge-patch+json',
    ]);
    expect(await runtime.list(LABELS)).toEqual([state]);
    expect(await runtime.list({ 'toolwright.hub': 'two' })).toEqual([]);
    await expect(runtime.run(SPEC)).rejects.toMatchObject({ code: 'state-conflict' });
    expect((await runtime.inspect(SPEC.name)).status).toBe('running');
  });

  it('are taken up by the next hub at the same address', async () => {
    const { address } = await runtime.run(SPEC);
    await runtime.close();
    const next = connected(kube.url);
    expect(await next.inspect(SPEC.name)).toMatchObject({ status: 'running', address });
    await next.close();
  });

  it('keep how a server ended, and leave nothing of one that is removed', async () => {
    await runtime.run(SPEC);
    kube.setPods({ state: { terminated: { exitCode: 3 } } });
    await runtime.remove(SPEC.name);
    for (const kind of ['deployments', 'pods', 'secrets', 'networkpolicies'])
      expect(kube.names(kind)).toEqual([]);
    expect(kube.requests.indexOf('DELETE pods')).toBeLessThan(
      kube.requests.indexOf('DELETE networkpolicies'),
    );
    await runtime.remove(SPEC.name);
    await runtime.run(SPEC);
    await runtime.stop(SPEC.name, 1_000);
    expect(kube.names('pods')).toEqual([]);
    expect((await runtime.inspect(SPEC.name)).status).toBe('exited');
  });

  it('count a server that the cluster has started again as ended', async () => {
    await runtime.run(SPEC);
    const lastState = { terminated: { exitCode: 137, reason: 'OOMKilled' } };
    kube.setPods({ state: { running: { startedAt: '2026-01-01T00:01:00Z' } }, lastState });
    expect(await runtime.inspect(SPEC.name)).toMatchObject({
      status: 'exited',
      exitCode: 137,
      reason: 'killed: out of memory',
    });
  });

  it('give up at once where waiting changes nothing, and clean up', async () => {
    kube.containerState = { state: { waiting: { reason: 'ImagePullBackOff', message: 'no such host' } } };
    await expect(runtime.run(SPEC)).rejects.toMatchObject({
      code: 'runtime-unavailable',
      detail: expect.stringContaining('ImagePullBackOff: no such host'),
    });
    expect(kube.names('deployments')).toEqual([]);
    kube.failNext('POST networkpolicies', 403, 'Forbidden', 'not yours');
    await expect(runtime.run(SPEC)).rejects.toMatchObject({ code: 'runtime-unavailable' });
    expect(kube.names('deployments')).toEqual([]);
  });

  it('watch, and list anew where a version was forgotten', async () => {
    const abort = new AbortController();
    const seen: string[] = [];
    const listening = (async () => {
      for await (const { kind } of runtime.events(LABELS, abort.signal)) seen.push(kind);
    })();
    await until(() => kube.requests.includes('WATCH pods') && kube.requests.includes('WATCH deployments'));
    await runtime.run(SPEC);
    await until(() => seen.length === 1);
    const listed = () => kube.requests.filter((line) => line === 'GET deployments').length;
    const before = listed();
    kube.expireWatches();
    await until(
      () => listed() > before && kube.requests.filter((line) => line === 'WATCH pods').length === 2,
    );
    kube.setPods({ state: { terminated: { exitCode: 7 } } });
    await until(() => seen.length === 2);
    await runtime.remove(SPEC.name);
    await until(() => seen.length === 3);
    await sleep(50);
    expect(seen).toEqual(['started', 'ended', 'removed']);
    abort.abort();
    await listening;
  });

  it('end the events when the cluster is gone', async () => {
    const watching = (async () => {
      for await (const event of runtime.events(LABELS, new AbortController().signal)) void event;
    })();
    await until(() => kube.requests.includes('WATCH deployments') && kube.requests.includes('WATCH pods'));
    kube.close();
    await expect(watching).rejects.toThrow();
  });

  function images(): RegistryImages {
    return new RegistryImages(new RegistryClient(registryAddress(registry.host)), undefined);
  }

  function connected(server: string): KubernetesRuntime {
    const config = new KubeConfig();
    config.loadFromClusterAndUser({ name: 'scripted', server, skipTLSVerify: true }, { name: 'nobody' });
    return new KubernetesRuntime({
      kube: new Kube(client, config, 'servers'),
      images: images(),
      egress: { guard: new AddressGuard([]) },
      hubNamespace: 'toolwright',
    });
  }
});
