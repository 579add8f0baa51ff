import type { GeneratorCause } from '../load/names';

/** How Linux and macOS word EMFILE and ENFILE, EADDRNOTAVAIL, ENOBUFS; look-ups of names fail by them as well. */
const WORDS: readonly (readonly [RegExp, GeneratorCause])[] = [
  [/too many open files/i, 'out_of_files'],
  [/(cannot|can't) assign requested address/i, 'out_of_ports'],
  [/no buffer space available/i, 'out_of_buffers'],
];

/**
 * What this machine had too little of to make a connection.
 * @param text of an error of k6 itself, never of a server
 * @returns undefined when the error is another one
 */
export function exhaustedCause(text: string): GeneratorCause | undefined {
  return WORDS.find(([words]) => words.test(text))?.[1];
}
