import type { Server } from 'node:net';

/**
 * Lets a server listen on a free port of this machine.
 * @returns the port
 * @throws {Error} when it cannot listen
 */
export async function listenHere(server: Server): Promise<number> {
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the server has no port');
  return address.port;
}
