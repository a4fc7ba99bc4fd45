import { setTimeout as sleep } from 'node:timers/promises';
import type { Informer, KubernetesObject, ObjectCache, V1Deployment, V1Pod } from '@kubernetes/client-node';
import type { ContainerEvent } from '../container-runtime.js';
import type { Labels } from '../labels.js';
import { changes, type Sight } from '../swarm/swarm-events.js';
import { instancesOf, type Kube } from './kube.js';
import { selectorOf } from './names.js';
import { toState } from './states.js';

/** In case a watch says nothing more. */
const LOOK_MS = 10_000;

type Watched<T extends object> = Informer<T> & ObjectCache<T>;

/**
 * Watches Deployments and their pods from the version of a first list on; where the cluster has forgotten that version
 * (410), the client lists anew. Throws what ended a watch.
 */
export async function* kubeEvents(
  kube: Kube,
  labels: Labels,
  signal: AbortSignal,
): AsyncIterable<ContainerEvent> {
  const { client, config, namespace } = kube;
  const selector = selectorOf(labels);
  const deployments: Watched<V1Deployment> = client.makeInformer(
    config,
    `/apis/apps/v1/namespaces/${namespace}/deployments`,
    () => kube.listDeployments(labels),
    selector,
  );
  const pods: Watched<V1Pod> = client.makeInformer(
    config,
    `/api/v1/namespaces/${namespace}/pods`,
    () => kube.listPods(labels),
    selector,
  );
  const look = () => sightOf(deployments, pods, labels);
  let failure: unknown;
  let early = new AbortController();
  for (const informer of [deployments, pods] as const) {
    (informer as Informer<KubernetesObject>).on('change', () => early.abort());
    informer.on('error', (error: unknown) => {
      failure ??= error ?? new Error('the cluster ended a watch');
      early.abort();
    });
  }
  try {
    await Promise.all([deployments.start(), pods.start()]);
    let known = look();
    while (!signal.aborted) {
      if (failure !== undefined) throw failure;
      const now = look();
      yield* changes(known, now);
      known = now;
      await sleep(LOOK_MS, undefined, { signal: AbortSignal.any([early.signal, signal]) }).catch(
        () => undefined,
      );
      early = new AbortController();
    }
  } finally {
    await Promise.all([deployments.stop(), pods.stop()]);
  }
}

function sightOf(deployments: ObjectCache<V1Deployment>, pods: ObjectCache<V1Pod>, labels: Labels): Sight {
  return new Map(
    instancesOf(deployments.list(), pods.list(), labels).map((instance) => {
      const { name, status, startedAt } = toState(instance);
      return [name, status === 'running' ? startedAt?.getTime() : undefined];
    }),
  );
}
