import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { containedServer } from '../../support/contained-server.js';

/** Calls of the kernel by number (x86-64), with arguments that do no harm should they be allowed. */
const SYSTEM_CALLS: Readonly<Record<string, string>> = {
  mount: '165, "none", "/tmp", "tmpfs", 0, 0',
  mountProc: '165, "proc", "/tmp", "proc", 0, 0',
  unmount: '166, "/run/toolwright", 2',
  changeRoot: '161, "/tmp"',
  pivotRoot: '155, "/tmp", "/tmp"',
  newUserNamespace: '272, 0x10000000',
  newNetworkNamespace: '272, 0x40000000',
  newMountNamespace: '272, 0x20000',
  joinNamespace: '308, 0, 0x40000000',
  rawSocket: '41, 2, 3, 1',
  packetSocket: '41, 17, 3, 768',
  loadProgram: '321, 0, "", 0',
  loadModule: '175, "", 0, ""',
  makeDevice: '133, "/tmp/device", 0020666, 0x0801',
  hostName: '170, "attacker", 8',
  openByHandle: '304, -100, "", 0',
  becomeRoot: '105, 0',
  kernelLog: '103, 3, "", 0',
  performanceEvents: '298, "", 0, -1, -1, 0',
  swapOff: '168, "/none"',
  keys: '250, 0, -3, 0',
  rawSocket6: '41, 10, 3, 58',
  rawUdpSocket: '41, 2, 3, 17',
};

/** Reads and writes that lead out. */
const FILES = `
const write = (path) => () => fs.writeFileSync(path, 'x');
const read = (path) => () => fs.readFileSync(path).subarray(0, 1);
const FILES = {
  writeRoot: write('/x'), writeCode: write('/app/server.cjs'), writeEtc: write('/etc/passwd'), writeNode: write('/usr/bin/node'),
  writePassage: write('/run/toolwright/x'), replaceSocket: () => fs.renameSync('/run/toolwright/inbound.sock', '/run/toolwright/y'),
  removeSocket: () => fs.unlinkSync('/run/toolwright/egress.sock'), linkInPassage: () => fs.symlinkSync('/etc', '/run/toolwright/z'),
  corePattern: write('/proc/sys/kernel/core_pattern'), sysrq: write('/proc/sysrq-trigger'), kernelMemory: read('/proc/kcore'), memory: read('/dev/mem'),
  disk: read('/dev/sda'), virtualDisk: read('/dev/vda'), releaseAgent: write('/sys/fs/cgroup/release_agent'), ownLimits: write('/sys/fs/cgroup/memory/memory.limit_in_bytes'),
  newLimits: write('/sys/fs/cgroup/memory.max'), firmware: read('/sys/firmware/efi/systab'), killLast: () => fs.writeFileSync('/proc/self/oom_score_adj', '-1000'),
  engineSocket: () => fs.statSync('/var/run/docker.sock'), engineSocketToo: () => fs.statSync('/run/docker.sock'), engineSocketHere: () => fs.statSync(process.env.ENGINE_SOCKET),
  hubData: () => fs.readdirSync(process.env.HUB_FOLDER), hubProcess: () => fs.readdirSync('/proc/' + process.env.HUB_PID),
  hubMemory: read('/proc/' + process.env.HUB_PID + '/mem'), hubRoot: () => fs.readdirSync('/proc/' + process.env.HUB_PID + '/root'),
  runFromTemporary: () => { fs.copyFileSync('/app/tools/perl', '/tmp/perl'); fs.chmodSync('/tmp/perl', 0o755); child.execFileSync('/tmp/perl', ['-v']); },
};`;

const SCRIPT = `
const fs = require('node:fs'), net = require('node:net'), child = require('node:child_process'), dgram = require('node:dgram');
const CALLS = ${JSON.stringify(SYSTEM_CALLS)};
${FILES}
const perl = (program, timeout = 10000) => child.execFileSync('LOADER', ['--library-path', '/app/tools', '/app/tools/perl', '-e', program], { encoding: 'utf8', timeout });
const outcome = (attempt) => { try { attempt(); return 'done'; } catch (error) { return error.code ?? error.message; } };
// Perl hands no literal to the kernel, which might write there.
const call = (args) => { let prelude = ''; let count = 0;
  const named = args.replace(/"([^"]*)"/g, (_, text) => { count += 1; prelude += 'my $s' + count + ' = "' + text + '" . ""; '; return '$s' + count; });
  return perl(prelude + 'my $r = syscall(' + named + '); print $r == -1 ? "errno " . ($! + 0) : "done";'); };
const connectTo = (host, port) => new Promise((done) => {
  const socket = net.connect({ host, port, timeout: 1500 });
  socket.once('connect', () => { socket.destroy(); done('done'); });
  socket.once('timeout', () => { socket.destroy(); done('timeout'); });
  socket.once('error', (error) => done(error.code));
});
const datagram = (host, port) => new Promise((done) => dgram.createSocket('udp4').once('error', (e) => done(e.code)).send('x', port, host, (error) => done(error === null ? 'done' : error.code)));
const fill = (path, mostMb) => { let mb = 0; const file = fs.openSync(path, 'w'); const block = Buffer.alloc(1 << 20, 1);
  try { for (; mb < mostMb; mb += 1) fs.writeSync(file, block); return { mb, error: 'none' }; } catch (error) { return { mb, error: error.code }; } finally { fs.closeSync(file); fs.unlinkSync(path); } };
const everything = () => { const found = []; const walk = (folder) => { let entries; try { entries = fs.readdirSync(folder || '/', { withFileTypes: true }); } catch { return; }
  for (const entry of entries) { const path = folder + '/' + entry.name; if (entry.isDirectory() && !/^\\/(sys|usr|lib|lib64|app\\/tools)/.test(path)) walk(path);
    else if (/^\\/proc\\/[0-9]+\\/(environ|cmdline)$|^\\/(app|etc|run|tmp)\\//.test(path)) { try { found.push(fs.readFileSync(path, 'latin1')); } catch {} } } };
  walk(''); return found.join('\\n'); };
const acts = {
  files: () => Object.fromEntries(Object.entries(FILES).map(([name, attempt]) => [name, outcome(attempt)])),
  calls: () => Object.fromEntries(Object.entries(CALLS).map(([name, args]) => [name, call(args)])),
  network: async ({ targets }) => Object.fromEntries(await Promise.all(targets.map(async (t) => { const i = t.lastIndexOf(':'); return [t, await connectTo(t.slice(0, i), Number(t.slice(i + 1)))]; }))),
  trace: ({ pids }) => Object.fromEntries(pids.flatMap((pid) => [
    // PTRACE_SEIZE, which stops nobody, kill(2) without a signal, and process_vm_readv(2) of eight bytes.
    ['seize ' + pid, call('101, 0x4206, ' + pid + ', 0, 0')], ['signal ' + pid, call('62, ' + pid + ', 0')],
    ['read ' + pid, perl('my $to = "x" x 8; my $own = pack("QQ", unpack("Q", pack("p", $to)), 8); my $other = pack("QQ", 0x400000, 8);'
      + 'my $r = syscall(310, ' + pid + ', $own, 1, $other, 1, 0); print $r == -1 ? "errno " . ($! + 0) : "done";')],
  ])),
  datagram: ({ host }) => datagram(host, 53),
  interfaces: () => Object.keys(require('node:os').networkInterfaces()),
  proxied: async ({ targets }) => Object.fromEntries(await Promise.all(targets.map(async (t) => [t, await through(t)]))),
  fork: () => perl('my ($made, $failed) = (0, 0); for (1..500) { my $p = fork(); if (!defined $p) { $failed++ } elsif ($p == 0) { sleep 2; exit } else { $made++ } } print "$made $failed";'),
  fill: () => fill('/tmp/fill', 64), shared: () => fill('/dev/shm/fill', 64),
  inodes: () => { let made = 0; try { for (; made < 20000; made += 1) fs.writeFileSync('/tmp/i' + made, ''); return { made, error: 'none' }; } catch (error) { return { made, error: error.code }; } finally { for (let i = 0; i < made; i += 1) fs.unlinkSync('/tmp/i' + i); } },
  memory: () => { const kept = []; for (let i = 0; i < 400; i += 1) kept.push(Buffer.alloc(10 << 20, 1)); return kept.length; },
  spin: async ({ ms }) => { const spinning = [1, 2, 3, 4].map(() => child.spawn('LOADER', ['--library-path', '/app/tools', '/app/tools/perl', '-e', 'alarm ' + Math.ceil(ms / 1000) + '; 1 while 1'])); await new Promise((r) => setTimeout(r, ms)); for (const one of spinning) one.kill('SIGKILL'); return spinning.length; },
  everything, processes: () => fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length,
  ping: () => 'pong',
};
let secrets;
process.stdin.once('data', (line) => { secrets = JSON.parse(line); serve((request, response) => {
  let text = ''; request.on('data', (chunk) => (text += chunk));
  request.on('end', async () => { try { const { act, ...options } = JSON.parse(text); response.end(JSON.stringify({ value: await acts[act](options) })); } catch (error) { response.end(JSON.stringify({ error: error.message })); } });
}, Number(process.argv[3])); });
process.once('SIGTERM', () => process.exit(0));
`;

/** Files of an image that attacks from inside. Perl calls the kernel by number; it comes from this machine. */
export async function attackerFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const libraries = execFileSync('ldd', ['/usr/bin/perl'], { encoding: 'utf8' });
  const paths = [...libraries.matchAll(/(\/\S+)/gu)].map(([, path = '']) => path);
  const loader = paths.find((path) => basename(path).startsWith('ld-')) ?? '';
  const tools = ['/usr/bin/perl', ...paths].map(
    (path) => [`tools/${basename(path)}`, readFileSync(path)] as const,
  );
  const server = await containedServer(SCRIPT.replaceAll('LOADER', loader));
  return new Map<string, Uint8Array>([['server.cjs', server], ...tools]);
}

/** Has the attacker do something. @returns what came of it */
export async function attack<T>(
  address: string | undefined,
  act: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  const body = JSON.stringify({ act, ...options });
  const answer = (await (await fetch(address ?? '', { method: 'POST', body })).json()) as {
    value: T;
    error?: string;
  };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value;
}
