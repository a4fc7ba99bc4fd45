import { PartLoader, type LoadedPart } from './part-loader.js';

/** The file of a bundle that is started: `server.cjs`. */
const loader = new PartLoader({
  folder: __dirname,
  entry: __filename,
  require,
  ...(process.env['LOG_LEVEL'] === 'debug' ? { loaded: tell } : {}),
});
loader.load('main.cjs');

/** As the server writes its log. */
function tell({ name, cache }: LoadedPart): void {
  const line = { time: new Date().toISOString(), level: 'debug', event: 'code loaded', part: name, cache };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
