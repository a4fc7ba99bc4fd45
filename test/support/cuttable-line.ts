import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a hub that a test can cut, as a stopped hub or a lost network does, and mend: the address stays the same. */
export class CuttableLine {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  private constructor(
    readonly target: URL,
    public port: number,
  ) {}

  static async to(url: string): Promise<CuttableLine> {
    const line = new CuttableLine(new URL(url), 0);
    await line.mend();
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async mend(): Promise<void> {
    const server = createServer((socket) => {
      const far = connect(Number(this.target.port), this.target.hostname);
      for (const end of [socket, far]) {
        this.#sockets.add(end);
        end.on('error', () => undefined).on('close', () => this.#sockets.delete(end));
      }
      socket.pipe(far).pipe(socket);
      socket.on('close', () => far.destroy());
      far.on('close', () => socket.destroy());
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) =>
      server === undefined ? resolve() : server.close(() => resolve()),
    );
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
