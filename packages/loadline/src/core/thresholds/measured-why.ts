import { showMs } from '../text/numbers';

/** What users are asked to write in place of a measured reason. */
const ASK = ': say what a user needs';

/**
 * Reason of a bound that `loadline init` has measured. An entry has one reason for all its bounds, so the text names the figure.
 * @param before reason of the entry's other bounds, which stays
 * @param figure such as `p95` or `response p95`
 * @param measured in ms
 */
export function measuredWhy(
  before: string | undefined,
  figure: string,
  measured: number,
  samples: number,
): string {
  const told = `measured by init, ${figure} ${showMs(measured)} ms of ${samples}`;
  return before === undefined ? `${told}${ASK}` : `${before}; ${told}`;
}

/** Reason of a bound that `loadline thresholds suggest` has made. */
export function suggestedWhy(runs: number): string {
  return `what ${runs} healthy runs measured, and their spread: replace it by what users need`;
}

/**
 * Replaces what loadline itself says in a reason about one figure, which has a new bound. Other parts of the reason stay.
 * @param figure such as `p95` or `response p95`
 * @param told the reason of the new bound
 */
export function replacedWhy(why: string, figure: string, told: string): string {
  const byInit = new RegExp(`measured by init, ${figure} [\\d.e+]+ ms of \\d+(?:${ASK})?`);
  const bySuggest = new RegExp(`(^|; )((?:${figure}: )?)${suggestedWhy(0).replace('0', '\\d+')}`);
  return why
    .replace(byInit, () => `${figure}: ${told}`)
    .replace(bySuggest, (_, before: string, name: string) => `${before}${name}${told}`);
}
