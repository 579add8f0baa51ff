import type { GeneratorCause } from '../../core/names';

/**
 * Returns the resource of this machine that ran out when a connection was made.
 * @param text text of an error of k6 itself, never of a server
 * @returns undefined for any other error
 */
export function exhaustedCause(text: string): GeneratorCause | undefined {
  // Texts of Linux and macOS for EMFILE and ENFILE, EADDRNOTAVAIL, ENOBUFS; DNS look-ups fail with them too. The patterns
  // are not constants of the file, because a virtual user's first regular expression costs it 15 kB.
  if (/too many open files/i.test(text)) return 'out_of_files';
  if (/(cannot|can't) assign requested address/i.test(text)) return 'out_of_ports';
  if (/no buffer space available/i.test(text)) return 'out_of_buffers';
  return undefined;
}
