import { type Server, type Socket, connect, createServer } from 'node:net';

/** A TCP connection to the database that a test can cut and mend, as a network or a restart would. */
export class SeverableLink {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(databaseUrl: string): Promise<{ link: SeverableLink; url: string }> {
    const { hostname, port } = new URL(databaseUrl);
    const server = createServer();
    const link = new SeverableLink(server);
    server.on('connection', (socket) => link.#join(socket, connect(Number(port), hostname)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const near = new URL(databaseUrl);
    near.hostname = '127.0.0.1';
    near.port = String(address.port);
    return { link, url: near.href };
  }

  #join(near: Socket, far: Socket): void {
    if (this.#isCut) {
      near.destroy();
      far.destroy();
      return;
    }
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
