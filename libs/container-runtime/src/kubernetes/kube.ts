import type {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  NetworkingV1Api,
  V1Deployment,
  V1NetworkPolicy,
  V1Pod,
  V1Secret,
  VersionApi,
} from '@kubernetes/client-node';
import { carries, type Labels } from '../labels.js';
import { isMissing } from './kube-error.js';
import { INSTANCE, labelsOf, MANAGED, PORT, selectorOf, STOPPED } from './names.js';
import type { Instance } from './states.js';

export type Client = typeof import('@kubernetes/client-node');

/** Servers in one namespace of a cluster, by its API. Throws the client's errors. */
export class Kube {
  readonly #apps: AppsV1Api;
  readonly #core: CoreV1Api;
  readonly #network: NetworkingV1Api;
  readonly #version: VersionApi;

  constructor(
    readonly client: Client,
    readonly config: KubeConfig,
    readonly namespace: string,
  ) {
    this.#apps = config.makeApiClient(client.AppsV1Api);
    this.#core = config.makeApiClient(client.CoreV1Api);
    this.#network = config.makeApiClient(client.NetworkingV1Api);
    this.#version = config.makeApiClient(client.VersionApi);
  }

  /** `{ major: '1', minor: '31', gitVersion: 'v1.31.2' }` */
  version() {
    return this.#version.getCode();
  }

  async createDeployment(body: V1Deployment): Promise<V1Deployment> {
    return this.#apps.createNamespacedDeployment({ namespace: this.namespace, body });
  }

  async createSecret(body: V1Secret): Promise<void> {
    await this.#core.createNamespacedSecret({ namespace: this.namespace, body });
  }

  async createPolicy(body: V1NetworkPolicy): Promise<void> {
    await this.#network.createNamespacedNetworkPolicy({ namespace: this.namespace, body });
  }

  /** A value of a Secret, decoded; undefined where it is not there. */
  async secretValue(name: string, key: string): Promise<string | undefined> {
    const secret = await unlessMissing(this.#core.readNamespacedSecret({ namespace: this.namespace, name }));
    const value = secret?.data?.[key];
    return value === undefined ? undefined : Buffer.from(value, 'base64').toString();
  }

  /** Gives a server its one pod. @param port Where its clients come in, for the next hub */
  async start(name: string, port: number): Promise<void> {
    await this.#patch(name, { metadata: { annotations: { [PORT]: String(port) } }, spec: { replicas: 1 } });
  }

  /** Takes a server's pod away. @returns whether there is such a server */
  halt(name: string): Promise<boolean> {
    return this.#patch(name, { spec: { replicas: 0 } });
  }

  /** Writes down that it was stopped, and how it ended. */
  async markStopped(name: string, exitCode: number | undefined): Promise<void> {
    await this.#patch(name, { metadata: { annotations: { [STOPPED]: String(exitCode ?? 'unknown') } } });
  }

  async #patch(name: string, body: object): Promise<boolean> {
    const options = this.client.setHeaderOptions('Content-Type', this.client.PatchStrategy.MergePatch);
    const patched = this.#apps.patchNamespacedDeployment({ namespace: this.namespace, name, body }, options);
    return (await unlessMissing(patched)) !== undefined;
  }

  async deletePod({ metadata }: V1Pod, graceSeconds: number): Promise<void> {
    const wanted = {
      namespace: this.namespace,
      name: metadata?.name ?? '',
      gracePeriodSeconds: graceSeconds,
    };
    await unlessMissing(this.#core.deleteNamespacedPod(wanted));
  }

  /** The server's Deployment and what stands beside it. */
  async removeParts(name: string): Promise<void> {
    const one = { namespace: this.namespace, name };
    await unlessMissing(this.#apps.deleteNamespacedDeployment({ ...one, propagationPolicy: 'Background' }));
    await unlessMissing(this.#core.deleteNamespacedSecret(one));
    await unlessMissing(this.#network.deleteNamespacedNetworkPolicy(one));
  }

  async find(name: string): Promise<Instance | undefined> {
    const { namespace } = this;
    const deployment = await unlessMissing(this.#apps.readNamespacedDeployment({ namespace, name }));
    if (deployment?.metadata?.labels?.[INSTANCE] !== name) return undefined;
    return { deployment, pods: await this.podsOf(name) };
  }

  async podsOf(name: string): Promise<V1Pod[]> {
    const labelSelector = `${INSTANCE}=${name},${selectorOf({})}`;
    return (await this.#core.listNamespacedPod({ namespace: this.namespace, labelSelector })).items;
  }

  async list(labels: Labels): Promise<Instance[]> {
    const [deployments, pods] = await Promise.all([this.listDeployments(labels), this.listPods(labels)]);
    return instancesOf(deployments.items, pods.items, labels);
  }

  listDeployments(labels: Labels) {
    return this.#apps.listNamespacedDeployment({
      namespace: this.namespace,
      labelSelector: selectorOf(labels),
    });
  }

  listPods(labels: Labels) {
    return this.#core.listNamespacedPod({ namespace: this.namespace, labelSelector: selectorOf(labels) });
  }
}

/** Deployments that carry all of these labels, each with its pods. */
export function instancesOf(
  deployments: readonly V1Deployment[],
  pods: readonly V1Pod[],
  labels: Labels,
): Instance[] {
  return deployments
    .filter(({ metadata }) => carries(metadata?.labels ?? {}, MANAGED))
    .filter(({ metadata }) => carries(labelsOf(metadata?.annotations), labels))
    .map((deployment) => ({
      deployment,
      pods: pods.filter(({ metadata }) => metadata?.labels?.[INSTANCE] === deployment.metadata?.name),
    }));
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
