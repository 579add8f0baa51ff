import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server whose answers have no end. */
export interface EndlessServer {
  readonly url: string;
  /** Resolves when a client has dropped its connection before the end. */
  readonly gone: Promise<void>;
  close(): Promise<void>;
}

/** Starts a server that answers 200 and then sends letters as long as the client reads. */
export async function endlessServer(): Promise<EndlessServer> {
  const block = Buffer.alloc(65_536, 'x');
  let leave: () => void = () => undefined;
  const gone = new Promise<void>((done) => {
    leave = done;
  });
  const server = createServer((request, response) => {
    request.resume();
    response.on('close', leave);
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write(block));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    gone,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
