import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { load, loadAll } from 'js-yaml';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Role } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { describe, expect, it } from 'vitest';
import { pathsValue, render } from '../../support/helm-subset.js';
import { written } from '../../support/kube-written.js';

const CHART = fileURLToPath(new URL('../../../docs/helm/toolwright', import.meta.url));
const read = (file: string) => readFileSync(join(CHART, file), 'utf8');
const TEMPLATES = readdirSync(join(CHART, 'templates')).map((file) => read(`templates/${file}`));
const values = load(read('values.yaml')) as Record<string, never>;
const accepts = new Ajv().compile(JSON.parse(read('values.schema.json')) as object);

const MODELS = {
  Deployment: [Deployment, 'V1Deployment'],
  HorizontalPodAutoscaler: [HorizontalPodAutoscaler, 'V2HorizontalPodAutoscaler'],
  Namespace: [Namespace, 'V1Namespace'],
  NetworkPolicy: [NetworkPolicy, 'V1NetworkPolicy'],
  PodDisruptionBudget: [PodDisruptionBudget, 'V1PodDisruptionBudget'],
  Role: [Role, 'V1Role'],
  RoleBinding: [RoleBinding, 'V1RoleBinding'],
  Service: [Service, 'V1Service'],
  ServiceAccount: [ServiceAccount, 'V1ServiceAccount'],
} as const;

interface Manifest {
  readonly kind: keyof typeof MODELS;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly selector?: never; readonly template?: never; readonly podSelector?: never };
}

/** Not by Helm, of which there is none here: by a stand-in for the few constructs that the templates keep to. */
function manifests(own: object = values): Manifest[] {
  const scope = { Values: own, Release: { Name: 'tools', Namespace: 'hub' } };
  return render(TEMPLATES, scope).flatMap((text) => loadAll(text).filter(Boolean) as Manifest[]);
}

describe('the Helm chart', () => {
  it('has a head, and values that its schema takes', () => {
    expect(load(read('Chart.yaml'))).toMatchObject({
      apiVersion: 'v2',
      name: 'toolwright',
      type: 'application',
    });
    expect(accepts(values)).toBe(true);
    for (const wrong of [{ gateways: {} }, { existingSecret: '' }, { api: { replicas: 0, resources: {} } }])
      expect(accepts({ ...values, ...wrong })).toBe(false);
  });

  it('names no value that does not exist', () => {
    const paths = TEMPLATES.flatMap((text) =>
      [...text.matchAll(/\.Values\.([\w.]+)/g)].map(([, path]) => path),
    );
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) expect(() => pathsValue(values, path ?? '')).not.toThrow();
  });

  it.each([
    ['as it comes', {}],
    ['with the other choices', { imagePullSecrets: [{ name: 'login' }], networkPolicy: { enabled: false } }],
    [
      'without scaling',
      { gateway: { ...(values['gateway'] as unknown as object), autoscaling: { enabled: false } } },
    ],
  ])('makes manifests that the schemas take, %s', (_how, own) => {
    for (const manifest of manifests({ ...values, ...own })) {
      const [Model, type] = MODELS[manifest.kind];
      new Model(manifest as never).validate();
      expect(written(type, manifest, 'baseName').unknown).toEqual([]);
    }
  });

  it('has every kind, for each role what it needs', () => {
    const names = manifests().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names.toSorted()).toEqual(
      [
        ...['api', 'gateway', 'worker'].flatMap((role) => [
          `Deployment tools-${role}`,
          `NetworkPolicy tools-${role}`,
        ]),
        ...['api', 'gateway'].flatMap((role) => [
          `PodDisruptionBudget tools-${role}`,
          `Service tools-${role}`,
        ]),
        'HorizontalPodAutoscaler tools-gateway',
        'Namespace toolwright-servers',
        ...['Role', 'RoleBinding', 'ServiceAccount'].map((kind) => `${kind} tools-worker`),
      ].toSorted(),
    );
  });

  it('selects with every selector the pods of one role', () => {
    const all = manifests();
    const pods = all
      .filter(({ kind }) => kind === 'Deployment')
      .map(
        ({ spec }) =>
          (spec.template as unknown as { metadata: { labels: Record<string, string> } }).metadata.labels,
      );
    const selectors = all.flatMap(({ kind, spec }) => {
      if (kind === 'Service') return [spec.selector as unknown as object];
      const selector = (spec?.selector ?? spec?.podSelector) as { matchLabels: object } | undefined;
      return selector === undefined ? [] : [selector.matchLabels];
    });
    expect(selectors).toHaveLength(10);
    for (const selector of selectors) {
      const pairs = Object.entries(selector);
      const chosen = pods.filter((labels) => pairs.every(([key, value]) => labels[key] === value));
      expect(chosen).toHaveLength(1);
    }
  });

  it('gives the token of the cluster to the worker alone, for the namespace of the servers alone', () => {
    const tokens = manifests()
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ metadata, spec }) => {
        const { spec: pod } = spec.template as unknown as { spec: { automountServiceAccountToken: boolean } };
        return [metadata.name, pod.automountServiceAccountToken];
      });
    expect(Object.fromEntries(tokens)).toEqual({
      'tools-api': false,
      'tools-gateway': false,
      'tools-worker': true,
    });
    const role = manifests().find(({ kind }) => kind === 'Role') as unknown as {
      metadata: { namespace: string };
      rules: { resources: string[]; verbs: string[] }[];
    };
    expect(role.metadata.namespace).toBe('toolwright-servers');
    expect(JSON.stringify(role.rules)).not.toContain('*');
  });
});
