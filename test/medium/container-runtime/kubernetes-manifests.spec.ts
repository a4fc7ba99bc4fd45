import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { Secret } from 'kubernetes-models/v1/Secret';
import { describe, expect, it } from 'vitest';
import type { ContainerSpec } from '#lib/container-runtime';
import {
  deploymentOf,
  networkPolicyOf,
  secretOf,
} from '../../../libs/container-runtime/src/kubernetes/manifests.js';
import {
  isName,
  labelsOf,
  lineOf,
  selectorOf,
} from '../../../libs/container-runtime/src/kubernetes/names.js';
import { written } from '../../support/kube-written.js';

const SPEC: ContainerSpec = {
  name: 'toolwright-0a1b2c3d-1-0-4e5f6a7b',
  image: 'toolwright/pets:1',
  env: { GREETING: 'costs $(HOME) $5' },
  secrets: { TOKEN: 's3cret-value' },
  labels: { 'toolwright.hub': 'one', 'toolwright.note': 'Überall, sogar hier' },
  limits: { memoryMb: 128, cpus: 0.5, maxProcesses: 64 },
  port: 4000,
  egress: [
    { host: 'api.example.com', port: 443 },
    { host: '::1', port: 80 },
  ],
};
const LINE = { token: 'a'.repeat(32), port: 4000, egress: SPEC.egress };
const IMAGE = `registry.example.com/tools/toolwright/pets@sha256:${'0'.repeat(64)}`;
const PARTS = { namespace: 'servers', image: IMAGE, agentImage: IMAGE, pullSecret: 'login', line: LINE };
const OWNER = { name: SPEC.name, uid: '11111111-2222-3333-4444-555555555555' };

const deployment = written('V1Deployment', deploymentOf(SPEC, PARTS));
const secret = written('V1Secret', secretOf(SPEC, 'servers', Buffer.alloc(32, 1), OWNER));
const namespaces = { namespace: 'servers', hubNamespace: 'toolwright' };
const policy = written('V1NetworkPolicy', networkPolicyOf(SPEC.name, namespaces, OWNER));

describe('the manifests of a server', () => {
  it('are what the schemas of Kubernetes take, without a field that they do not know', () => {
    for (const { unknown } of [deployment, secret, policy]) expect(unknown).toEqual([]);
    new Deployment(deployment.body as never).validate();
    new Secret(secret.body as never).validate();
    new NetworkPolicy(policy.body as never).validate();
  });

  it('are found out when a field or a type is wrong', () => {
    const body = deploymentOf(SPEC, PARTS);
    const wrong = { ...body, spec: { ...body.spec, replica: 1 } };
    expect(written('V1Deployment', wrong).unknown).toEqual(['V1Deployment.spec.replica']);
    const mistyped = { ...(deployment.body as object), spec: { replicas: 'one' } };
    expect(() => new Deployment(mistyped as never).validate()).toThrow();
  });

  it('select the pods that they make, and those alone', () => {
    const { selector, template } = deploymentOf(SPEC, PARTS).spec!;
    expect(template.metadata?.labels).toMatchObject(selector.matchLabels!);
    const { podSelector } = networkPolicyOf(SPEC.name, namespaces, OWNER).spec!;
    expect(podSelector?.matchLabels).toEqual(selector.matchLabels);
    expect(Object.values(selector.matchLabels!)).toEqual([SPEC.name]);
  });

  it('close the network but for workers of the hub, who come to the port that the agent has', () => {
    const { ingress, egress, policyTypes } = networkPolicyOf(SPEC.name, namespaces, OWNER).spec!;
    expect(policyTypes).toEqual(['Ingress', 'Egress']);
    expect(egress).toEqual([]);
    expect(ingress).toHaveLength(1);
    const [agent] = deploymentOf(SPEC, PARTS).spec!.template.spec!.initContainers!;
    expect(ingress![0]!.ports).toEqual([{ protocol: 'TCP', port: agent!.ports![0]!.containerPort }]);
    expect(policy.body).toHaveProperty('spec.ingress.0.from.length', 1);
  });

  it('name no secret where others may look, and give each container its own alone', () => {
    expect(JSON.stringify(deployment.body)).not.toContain('s3cret-value');
    const key = secretOf(SPEC, 'servers', Buffer.alloc(32, 1), OWNER).stringData!['agent-key']!;
    expect(JSON.stringify(deployment.body)).not.toContain(key);
    const { containers, initContainers } = deploymentOf(SPEC, PARTS).spec!.template.spec!;
    const mounts = (all: typeof containers | undefined) => all![0]!.volumeMounts!.map(({ name }) => name);
    expect(mounts(containers)).not.toContain('agent-key');
    expect(mounts(initContainers)).not.toContain('secrets');
  });

  it('mount what there is, and are restricted as the standard of that name wants', () => {
    const pod = deploymentOf(SPEC, PARTS).spec!.template.spec!;
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    const volumes = pod.volumes!.map(({ name }) => name);
    for (const container of [...pod.containers, ...pod.initContainers!]) {
      expect(volumes).toEqual(expect.arrayContaining(container.volumeMounts!.map(({ name }) => name)));
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.resources).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { cpu: expect.any(String), memory: expect.any(String) },
      });
      expect(container.startupProbe).toBeDefined();
      expect(container.livenessProbe).toBeDefined();
    }
  });

  it('keep values as they are, where a cluster would put in others', () => {
    const { env } = deploymentOf(SPEC, PARTS).spec!.template.spec!.containers[0]!;
    expect(env).toContainEqual({ name: 'GREETING', value: 'costs $$(HOME) $5' });
  });

  it('tell the next hub everything', () => {
    const { annotations } = deploymentOf(SPEC, PARTS).metadata!;
    expect(labelsOf(annotations)).toEqual(SPEC.labels);
    expect(lineOf(annotations)).toEqual(LINE);
    expect(selectorOf(SPEC.labels)).toBe(
      'toolwright.hub=one,app.kubernetes.io/managed-by=toolwright,app.kubernetes.io/component=server',
    );
    expect([isName(SPEC.name), isName('No'), isName('x'.repeat(64))]).toEqual([true, false, false]);
  });
});
