import { CONTAINER_PORT } from '../docker/base-image.js';
import type { Labels } from '../labels.js';
import { ARCHITECTURE } from './registry-client.js';

/** What is read and written of an image's configuration (OCI image-spec 1.1). */
export interface ImageConfig {
  readonly created?: string;
  readonly architecture: string;
  readonly os: string;
  readonly config?: {
    readonly Env?: readonly string[];
    readonly User?: string;
    readonly WorkingDir?: string;
    readonly Cmd?: readonly string[];
    readonly ExposedPorts?: Readonly<Record<string, object>>;
    readonly Labels?: Labels | null;
  };
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] };
  readonly history?: readonly object[];
}

/** Before any layer. */
export const EMPTY: ImageConfig = {
  architecture: ARCHITECTURE,
  os: 'linux',
  config: { Env: ['PATH=/usr/bin'] },
  rootfs: { type: 'layers', diff_ids: [] },
};

/** One layer more, with the settings that every server's image has. */
export function withLayer(base: ImageConfig, diffId: string, labels: Labels): ImageConfig {
  const created = new Date().toISOString();
  const env = (base.config?.Env ?? []).filter((line) => !/^(NODE_ENV|PORT|HOST)=/.test(line));
  return {
    ...base,
    created,
    config: {
      ...base.config,
      Env: [...env, 'NODE_ENV=production', `PORT=${CONTAINER_PORT}`, 'HOST=0.0.0.0'],
      User: '1000:1000',
      WorkingDir: '/app',
      ExposedPorts: { [`${CONTAINER_PORT}/tcp`]: {} },
      Cmd: ['node', '/app/server.cjs', '--http', String(CONTAINER_PORT)],
      Labels: { ...base.config?.Labels, ...labels },
    },
    rootfs: { type: 'layers', diff_ids: [...base.rootfs.diff_ids, diffId] },
    history: [...(base.history ?? []), { created, created_by: 'toolwright' }],
  };
}
