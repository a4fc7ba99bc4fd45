import { expect, it } from 'vitest';
import { renderProject } from '#lib/server-project';
import type { ServerManifest } from '#lib/server-runtime';
import { smallToolSet } from '../../../../test/support/tool-sets.js';

interface Manifest {
  readonly server: { readonly mcp_config: { readonly env: Record<string, string> } };
  readonly tools: readonly object[];
  readonly user_config: Record<string, object>;
}

async function manifestOf(changes: Partial<ServerManifest> = {}): Promise<Manifest> {
  const { files } = await renderProject(smallToolSet(changes));
  return JSON.parse(files.get('mcpb/manifest.json')!) as Manifest;
}

it('asks for each variable, keeps secrets as such, and gives every optional one a value', async () => {
  const { server, user_config: settings } = await manifestOf();
  expect(server.mcp_config.env).toEqual({
    UPSTREAM_BASE_URL: '${user_config.upstream_base_url}',
    TIDE_TABLES_KEY: '${user_config.tide_tables_key}',
  });
  expect(settings).toMatchObject({
    upstream_base_url: { required: false, sensitive: false, default: 'https://tides.example.com/v2' },
    tide_tables_key: { required: true, sensitive: true },
  });
  expect(settings['tide_tables_key']).not.toHaveProperty('default');
});

it('takes no default that would take in a secret of the client', async () => {
  const servers = [{ url: 'https://x.test/${user_config.tide_tables_key}', variables: {} }];
  const { user_config: settings } = await manifestOf({ servers });
  expect(settings['upstream_base_url']).toMatchObject({ default: '' });
});

it('names every tool with the first line about it', async () => {
  expect((await manifestOf()).tools).toEqual([
    { name: 'list_harbours', description: 'list_harbours: GET /harbours' },
    { name: 'add_reading', description: 'add_reading: POST /harbours/{id}/readings' },
  ]);
});
