import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * Reads a named pipe and drops what comes, until the returned function is called. k6 would wait for ever for a reader of its
 * samples.
 *
 * It opens the pipe for both reading and writing, because that waits for nobody: to open it for reading would wait for a writer,
 * and once k6 has ended there is none, so that this process would never end. It is a socket, because a file stream would hold a
 * thread of Node in each read.
 * @returns ends the reading; nothing keeps this process running then
 */
export function drainPipe(path: string): () => void {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  } catch {
    // It is gone: k6 has ended, or never had one.
    return () => {};
  }
  const socket = new Socket({ fd, readable: true, writable: false });
  socket.on('error', () => {}).resume();
  return () => void socket.destroy();
}
