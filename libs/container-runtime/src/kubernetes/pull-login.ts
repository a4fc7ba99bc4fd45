import type { Kube } from './kube.js';

interface DockerConfig {
  readonly auths?: Readonly<
    Record<string, { readonly auth?: string; readonly username?: string; readonly password?: string }>
  >;
}

/**
 * The login of a registry in a Secret of type `kubernetes.io/dockerconfigjson`, which nodes pull with, and the hub
 * pushes.
 *
 * @returns `user:password` in base64; undefined where the Secret says nothing of that registry
 */
export async function pullLogin(kube: Kube, secret: string, host: string): Promise<string | undefined> {
  const text = await kube.secretValue(secret, '.dockerconfigjson');
  const { auths = {} } = JSON.parse(text ?? '{}') as DockerConfig;
  const entry = auths[host] ?? auths[`https://${host}`] ?? auths[`http://${host}`];
  if (entry?.username === undefined) return entry?.auth;
  return Buffer.from(`${entry.username}:${entry.password ?? ''}`).toString('base64');
}
