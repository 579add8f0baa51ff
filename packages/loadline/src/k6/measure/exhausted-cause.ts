import type { GeneratorCause } from '../../core/names';

/**
 * What this machine had too little of to make a connection.
 * @param text of an error of k6 itself, never of a server
 * @returns undefined when the error is another one
 */
export function exhaustedCause(text: string): GeneratorCause | undefined {
  // How Linux and macOS word EMFILE and ENFILE, EADDRNOTAVAIL, ENOBUFS; look-ups of names fail by them as well. Not constants
  // of the file: the first regular expression of a virtual user brings it 15 kB.
  if (/too many open files/i.test(text)) return 'out_of_files';
  if (/(cannot|can't) assign requested address/i.test(text)) return 'out_of_ports';
  if (/no buffer space available/i.test(text)) return 'out_of_buffers';
  return undefined;
}
