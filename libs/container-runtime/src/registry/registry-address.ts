/** Where images are pushed to and pulled from. */
export interface RegistryAddress {
  /** `https://registry.example.com:5000` */
  readonly origin: string;
  /** As it stands in an image's name: `registry.example.com:5000`. */
  readonly host: string;
  /** In front of the names of our images, without slashes at its ends; may be empty. */
  readonly prefix: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/**
 * `host:port/prefix`: by TLS, but plainly on loopback, as container engines do. `http://` in front asks for plain HTTP
 * elsewhere, too.
 */
export function registryAddress(text: string): RegistryAddress {
  const [, scheme, host = '', prefix = ''] = /^(https?:\/\/)?([^/]+)\/?(.*?)\/?$/.exec(text) ?? [];
  const origin = `${scheme ?? (LOOPBACK.test(host) ? 'http://' : 'https://')}${host}`;
  return { origin, host, prefix };
}
