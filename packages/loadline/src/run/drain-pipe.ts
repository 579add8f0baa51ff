import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * Reads a named pipe and discards the data until the returned function is called. Without a reader of its samples, k6 would
 * wait for ever.
 *
 * It opens the pipe for both reading and writing, because that does not block. Opening it for reading only waits for a writer:
 * once k6 has ended there is none, and this process would never end. It uses a socket, because each read of a file stream
 * would hold a thread of Node.
 * @returns a function that ends the reading; the pipe then no longer keeps this process running
 */
export function drainPipe(path: string): () => void {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  } catch {
    // The pipe does not exist: k6 has ended, or never had one.
    return () => {};
  }
  const socket = new Socket({ fd, readable: true, writable: false });
  socket.on('error', () => {}).resume();
  return () => void socket.destroy();
}
