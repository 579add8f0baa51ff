import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type Server, ServerCredentials } from '@grpc/grpc-js';
import { PortTakenError } from '../port-taken-error';

/** An open port of a gRPC server. */
export interface GrpcPort {
  readonly port: number;
  /** Breaks one connection once everything written to it is sent. @param peer `host:port` of the other end */
  breakConnection(peer: string): void;
  /** Breaks every connection, so that no open call delays the stop. Resolves when the port is free. */
  stop(): Promise<void>;
}

/**
 * Opens a plaintext port. It accepts the sockets itself, because grpc-js' forced shutdown waits for the other end to hang
 * up.
 * @param port 0 takes a free one
 * @throws {PortTakenError} when something else listens on it
 */
export async function listen(server: Server, host: string, port: number): Promise<GrpcPort> {
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const sockets = new Set<Socket>();
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    injector.injectConnection(socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(host, port) : error);
    });
    listener.listen(port, host, resolve);
  });
  return {
    port: (listener.address() as AddressInfo).port,
    breakConnection: (peer) => {
      for (const socket of sockets) {
        if (`${socket.remoteAddress}:${socket.remotePort}` === peer) socket.destroy();
      }
    },
    stop: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
        server.forceShutdown();
      }),
  };
}
