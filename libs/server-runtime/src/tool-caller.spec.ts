import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { smallToolSet } from '../../../test/support/tool-sets.js';
import { readConfig } from './config.js';
import { Log } from './log.js';
import { ToolCaller } from './tool-caller.js';
import { toolData } from './tool-data.js';

it('answers a cancelled call, and never throws', async () => {
  const hanging = createServer(() => undefined);
  await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
  const { port } = hanging.address() as AddressInfo;
  const { manifest, files } = smallToolSet();
  const env = { UPSTREAM_BASE_URL: `http://127.0.0.1:${port}`, TIDE_TABLES_KEY: 'k' };
  const caller = new ToolCaller(toolData(manifest, files), readConfig(env), new Log('silent'));
  const stop = new AbortController();
  const calling = caller.call(files[0]!.tools[0]!, {}, { signal: stop.signal, tell: () => undefined });
  setTimeout(() => stop.abort(), 100);
  try {
    expect(await calling).toEqual({
      content: [{ type: 'text', text: 'The call was cancelled.' }],
      isError: true,
    });
  } finally {
    await caller.close();
    hanging.closeAllConnections();
    hanging.close();
  }
});
