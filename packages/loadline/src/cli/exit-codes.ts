import { EXIT } from '../run/run-suite';
import { table } from './table';

/** What each exit code of `loadline` means, whatever the command. */
export const EXIT_CODES: readonly { readonly code: number; readonly meaning: string }[] = [
  {
    code: EXIT.pass,
    meaning: 'pass: the command did what it was asked; of a run: every threshold that was judged held',
  },
  { code: EXIT.usage, meaning: 'wrong usage: every mistake is listed, and no request was sent' },
  { code: EXIT.invalid, meaning: 'invalid: the run cannot be judged, or the command could not finish' },
  { code: EXIT.fail, meaning: 'fail: a threshold is broken, or the comparison found something worse' },
  { code: EXIT.interrupted, meaning: 'interrupted by Ctrl-C, SIGINT, SIGTERM or SIGHUP' },
];

const VERDICTS = [
  ['verdict', 'when', 'loadline', 'k6 alone'],
  ['pass', 'delivered, every threshold has data, every judged one holds', '0', '0'],
  ['fail', 'a threshold is broken or ended the run; failures that nothing bounds', '99', '99'],
  ['fail', 'arrivals dropped, or calls that never happened: not absorbed', '99', '99'],
  ['invalid', 'a script error, a starved generator, iterations missing, no data', '3', '99'],
  ['invalid', 'k6 killed, the disk full, no threshold judged', '3', '99'],
  ['invalid', 'the set-up failed', '3', '107'],
  ['-', 'wrong configuration: all of it is listed, no request is sent', '2', '107'],
  ['-', 'a host that may not be contacted', '2', '108'],
  ['-', 'interrupted: records are removed, what was measured is reported', '105', '105'],
];

/** What `loadline help exit-codes` prints. */
export function exitCodesText(): string {
  return [
    'Exit codes of loadline',
    '',
    indented(table(EXIT_CODES.map(({ code, meaning }) => [String(code), meaning]))),
    '',
    'Verdict of a run, and how `loadline run` and `k6 run dist/<suite>.js` end',
    '',
    indented(table(VERDICTS)),
    '',
    'Each command prints its own exit codes with --help.',
  ].join('\n');
}

/** A text with each line two columns further to the right. */
export function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
