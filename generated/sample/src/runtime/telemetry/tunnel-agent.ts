import type { Agent } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { tunnelCallback } from '../upstream/tunnel.js';

interface Wanted {
  readonly host: string;
  readonly port: number | string;
}

/** An agent of Node's HTTP client whose connections go through the proxy. */
export async function tunnelAgent(proxy: string, protocol: string): Promise<Agent> {
  const isSecure = protocol === 'https:';
  const { Agent: AgentClass } = isSecure ? await import('node:https') : await import('node:http');
  const createConnection = (
    wanted: Wanted,
    connected: (error: Error | null, socket?: Socket) => void,
  ): void => {
    const { host } = wanted;
    const port = Number(wanted.port);
    tunnelCallback(proxy, { host, port }, (error, socket) => {
      const name = isIP(host) === 0 ? { servername: host } : {};
      if (error !== null) connected(error);
      else connected(null, isSecure ? connect({ ...wanted, ...name, port, socket }) : socket);
    });
  };
  return Object.assign(new AgentClass({ keepAlive: true }), { createConnection });
}
