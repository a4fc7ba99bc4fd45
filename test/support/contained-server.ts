import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a generated server does to be reached and to reach others, from its own sources. */
const PRELUDE = `
import http from 'node:http';
import { takeInbound } from './libs/server-runtime/src/http/inbound.js';
import { openTunnel } from './libs/server-runtime/src/upstream/tunnel.js';
const { INBOUND_SOCKET, EGRESS_PROXY, HOST } = process.env;
/** Listens as a generated server does. */
globalThis.serve = (handle, port, ready) => {
  const server = http.createServer(handle);
  server.listen(port, HOST, () => {
    if (INBOUND_SOCKET !== undefined) takeInbound(server, INBOUND_SOCKET);
    ready?.();
  });
};
/** Asks \`host:port\` through the proxy. Gives what it says, or why it was not asked. */
globalThis.through = async (target, headers = {}) => {
  const cut = target.lastIndexOf(':');
  const [host, port] = [target.slice(0, cut), Number(target.slice(cut + 1))];
  try {
    const socket = await openTunnel(EGRESS_PROXY, { host, port });
    return await new Promise((done, fail) => {
      const asked = http.get({ createConnection: () => socket, headers: { host: target, ...headers } }, (answer) => {
        let text = '';
        answer.on('data', (chunk) => (text += chunk));
        answer.on('end', () => done(text));
      });
      asked.on('error', fail);
    });
  } catch (error) {
    return error.code ?? error.message;
  }
};
`;

/** A server's file from a script that may use `serve(handle, port, ready)` and `through(target)`. */
export async function containedServer(script: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: `${PRELUDE}\n${script}`, resolveDir: ROOT, loader: 'js' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    external: ['undici'],
    logLevel: 'silent',
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}
