import { BlockList, isIP } from 'node:net';
import { AppError } from '#lib/diagnostics';

/** Special-purpose networks (IANA registries, RFC 6890): nothing there is a public server. */
const NON_PUBLIC: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  // IPv4-mapped, NAT64, 6to4 and Teredo carry an IPv4 address inside; none is how a public server is named.
  '::ffff:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** Decides which addresses may be connected to. */
export class AddressGuard {
  readonly #refused = new Networks(NON_PUBLIC);
  readonly #allowed: Networks;

  /** @throws AppError `configuration-invalid` for a network that is not CIDR notation */
  constructor(allowedNetworks: readonly string[]) {
    this.#allowed = new Networks(allowedNetworks);
  }

  /** Whether a literal IP address is public, or listed. */
  permits(address: string): boolean {
    return isIP(address) !== 0 && (this.#allowed.hold(address) || !this.#refused.hold(address));
  }
}

/** One list for each version: a BlockList takes every IPv4 address for a member of `::ffff:0:0/96`. */
class Networks {
  readonly #v4 = new BlockList();
  readonly #v6 = new BlockList();

  constructor(networks: readonly string[]) {
    for (const network of networks) this.#add(network);
  }

  hold(address: string): boolean {
    return isIP(address) === 6 ? this.#v6.check(address, 'ipv6') : this.#v4.check(address, 'ipv4');
  }

  #add(network: string): void {
    const [address = '', prefix = ''] = network.split('/');
    const version = isIP(address);
    const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    if (version === 0 || bits < 0 || bits > (version === 6 ? 128 : 32)) {
      throw new AppError('configuration-invalid', {
        detail: `A network is not in CIDR notation: ${JSON.stringify(network)}.`,
      });
    }
    if (version === 6) this.#v6.addSubnet(address, bits, 'ipv6');
    else this.#v4.addSubnet(address, bits, 'ipv4');
  }
}
