import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const PERIOD_MS = 100;
const CHUNK = 64 * 1024;

/**
 * Reads a file line by line while another process appends to it. Unlike a pipe, a file never blocks its writer and outlives
 * its reader: k6 is killed when it writes to a closed pipe.
 * @returns a function that reads the rest and ends the reading
 */
export function followFile(path: string, onLine: (line: string) => void): () => void {
  const file = openSync(path, 'r');
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.allocUnsafe(CHUNK);
  let rest = '';
  const read = () => {
    for (let length = 1; length > 0; ) {
      length = readSync(file, buffer, 0, CHUNK, null);
      const lines = (rest + decoder.write(buffer.subarray(0, length))).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    }
  };
  const timer = setInterval(read, PERIOD_MS);
  return () => {
    clearInterval(timer);
    read();
    if (rest !== '') onLine(rest);
    closeSync(file);
  };
}
