import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, it } from 'vitest';
import { serveHttp, toolData } from '#lib/server-runtime';
import { corporaDir } from '../../support/corpora.js';
import { toolsOf } from '../../support/read-spec.js';

const corpora = corporaDir();
const MAX_PAGE_BYTES = 1024 * 1024;

/** Names over all pages, each of which has to be one that common clients and proxies take. */
async function pageByPage(client: FirstClient): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listTools(cursor === undefined ? {} : { cursor });
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(MAX_PAGE_BYTES);
    found.push(...page.tools.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

describe.skipIf(corpora === undefined)('tool lists of real descriptions', () => {
  const real =
    corpora === undefined
      ? []
      : readFileSync(join(corpora, 'INDEX.tsv'), 'utf8')
          .split('\n')
          .map((line) => line.split('\t'))
          .flatMap(([file = '', kind]) => (kind === 'openapi' ? [file] : []));

  it.each(real)('%s: the official clients of both generations take every page', async (file) => {
    const { manifest, files } = await toolsOf(join(corpora ?? '', file));
    const server = await serveHttp(toolData(manifest, files), { LOG_LEVEL: 'silent' }, 0);
    const url = new URL(server.url);
    const first = new FirstClient({ name: 'test', version: '1' });
    const second = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    try {
      await first.connect(new FirstTransport(url) as Parameters<FirstClient['connect']>[0]);
      await second.connect(new StreamableHTTPClientTransport(url));
      const listed = await pageByPage(first);
      expect(listed).toHaveLength(manifest.toolCount);
      // The newer client puts the pages together itself.
      expect((await second.listTools()).tools.map(({ name }) => name)).toEqual(listed);
    } finally {
      await Promise.all([first.close(), second.close()]);
      await server.close();
    }
  });
});
