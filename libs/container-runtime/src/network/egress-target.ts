import { isIP } from 'node:net';

/** A host name or a literal address (IPv6 without brackets), and the one port of it that is open. */
export interface EgressTarget {
  readonly host: string;
  readonly port: number;
}

/** `name:443`, `[::1]:80`: as in the request line of a CONNECT (RFC 9112 section 3.2.3). */
const AUTHORITY = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):(\d{1,5})$/iu;
const HIGHEST_PORT = 65_535;

/** Compared by text: what is written in any other way than it was allowed is not allowed. */
export function authority({ host, port }: EgressTarget): string {
  const name = host.toLowerCase().replace(/\.$/, '');
  return `${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** undefined for what is no authority. */
export function parseAuthority(text: string): EgressTarget | undefined {
  const [, address, name, digits] = AUTHORITY.exec(text) ?? [];
  const host = address ?? name;
  const port = Number(digits);
  if (host === undefined || port < 1 || port > HIGHEST_PORT) return undefined;
  if (address !== undefined && isIP(address) !== 6) return undefined;
  return { host, port };
}

/** The owner's own word for this machine: it is never looked up. */
export function loopbackAddresses(host: string): readonly string[] {
  if (host.toLowerCase() === 'localhost') return ['127.0.0.1', '::1'];
  return host === '::1' || /^127(\.\d{1,3}){3}$/.test(host) ? [host] : [];
}
