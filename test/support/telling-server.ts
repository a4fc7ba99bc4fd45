/** A server as generated ones behave: secrets by standard input, health, an end on SIGTERM; it tells what it sees. */
export const SERVER = `
const fs = require('node:fs');
const rl = require('node:readline').createInterface({ input: process.stdin });
const tries = { writeRoot: () => fs.writeFileSync('/app/x', ''), writeTmp: () => fs.writeFileSync('/tmp/x', '') };
const attempt = (name) => { try { tries[name](); return true; } catch { return false; } };
const status = () => { try { return fs.readFileSync('/proc/self/status', 'utf8'); } catch { return ''; } };
rl.once('line', (line) => {
  const secrets = JSON.parse(line);
  const port = Number(process.argv[3]);
  serve(async (q, r) => {
    if (q.url === '/crash') process.exit(7);
    if (q.url.startsWith('/say/')) console.log(q.url.slice(5));
    if (q.url === '/work') for (const end = Date.now() + 400; Date.now() < end; );
    if (q.url.startsWith('/to/')) return r.end(await through(q.url.slice(4)));
    const seen = { secrets, env: process.env, uid: process.getuid(), status: status() };
    if (q.url === '/probe') Object.assign(seen, { writeRoot: attempt('writeRoot'), writeTmp: attempt('writeTmp') });
    r.end(JSON.stringify(seen));
  }, port, () => { console.log('listening'); console.error('a warning'); });
});
if (process.env.EXIT_WITH_STDIN === '1') process.stdin.once('end', () => process.exit(0));
if (process.env.DEAF !== '1') process.once('SIGTERM', () => process.exit(0)); else process.on('SIGTERM', () => {});
`;

/** What it tells. */
export interface Seen {
  secrets: Record<string, string>;
  env: Record<string, string>;
  uid: number;
  status: string;
  writeRoot: boolean;
  writeTmp: boolean;
}
