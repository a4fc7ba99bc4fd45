import { createServer, type AddressInfo } from 'node:net';
import { portTaken } from './errors.js';

/**
 * A port on 127.0.0.1 that can be listened on now: the one asked for, or any for 0.
 *
 * @throws AppError `port-taken`
 */
export function reservePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', () => reject(portTaken(wanted)));
    server.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
