/**
 * Loaded before anything that reads or runs a hostile description. Names lead to loopback without a query, and
 * nothing connects but to the ports of the test: every other try is written to a file and ends in an error, so
 * that no packet leaves the machine even where the product's own guard fails.
 */
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const record = process.env.HOSTILE_RECORD;
const ownPorts = new Set((process.env.HOSTILE_OWN_PORTS ?? '').split(','));
if (record === undefined) throw new Error('HOSTILE_RECORD names no file');

/** @param {'lookup' | 'connect' | 'spawn' | 'executed' | 'clean'} kind */
export function note(kind, what) {
  appendFileSync(record, `${JSON.stringify({ kind, what: String(what) })}\n`);
}

/** Writes down whether code or keys of a description took effect in this thread. */
export function noteEffects() {
  const effects = [
    ['PWNED_dev', globalThis.PWNED_dev],
    ['polluted', {}.polluted],
    ['polluted array', [].polluted],
  ].filter(([, value]) => value !== undefined);
  if (effects.length === 0) note('clean', process.pid);
  for (const [name] of effects) note('executed', name);
}

function refused(what) {
  note('connect', what);
  return Object.assign(new Error('refused by the test'), { code: 'ECONNREFUSED' });
}

const LOOPBACK = { address: '127.0.0.1', family: 4 };

dns.lookup = (host, options, callback = options) => {
  note('lookup', host);
  const all = typeof options === 'object' && options.all === true;
  process.nextTick(() => (all ? callback(null, [LOOPBACK]) : callback(null, LOOPBACK.address, 4)));
};
dns.promises.lookup = async (host, options) => {
  note('lookup', host);
  return options?.all === true ? [LOOPBACK] : LOOPBACK;
};
for (const holder of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  for (const name of Object.getOwnPropertyNames(holder)) {
    if (/^(resolve|reverse|lookupService)/.test(name))
      holder[name] = () => {
        throw refused(name);
      };
  }
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function guarded(...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const options = typeof first === 'object' && first !== null ? first : { port: first, host: args[1] };
  const host = String(options.host ?? 'localhost');
  if (options.path !== undefined) throw refused(options.path);
  if (ownPorts.has(String(options.port)) && ['127.0.0.1', '::1', 'localhost'].includes(host))
    return connect.apply(this, args);
  if (net.isIP(host) !== 0) throw refused(`${host}:${options.port}`);
  // The product judges addresses in its own lookup: it runs, and what it lets through ends here.
  const lookup = options.lookup ?? dns.lookup;
  const ending = (name, settings, callback) =>
    lookup(name, settings, (error) => callback(error ?? refused(`${name}:${options.port}`)));
  return connect.call(this, { ...options, lookup: ending });
};
dgram.Socket.prototype.send = () => {
  throw refused('datagram');
};
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) {
  childProcess[name] = () => {
    note('spawn', name);
    throw new Error('refused by the test');
  };
}
syncBuiltinESMExports();

process.on('exit', noteEffects);
