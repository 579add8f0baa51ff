import { counted } from '../core/text/counted';
import { table } from '../core/text/layout';
import { showLength } from '../core/text/numbers';
import { measuredText } from '../core/thresholds/bound-text';
import { mainReason } from '../core/verdict/main-reason';
import type { ProofFile } from '../results/proof-file';
import { NOT_TRIED, type ThresholdProof } from '../run/prove/proof';

const HEAD = ['threshold', 'level', 'bound', 'without fault', 'outcome', 'with'];

/** Proved thresholds that a run of the test does not judge, as far as the samples of the run without a fault tell. */
function notJudgedLines({ thresholds, load: { users, durationMs } }: ProofFile, testMs: number): string[] {
  /** Thresholds by what they need and have. A figure may have a `warn` and a `fail` bound. */
  const groups = new Map<string, Set<string>>();
  for (const { id, samples, needed } of thresholds) {
    if (samples === undefined || needed === undefined || (samples * testMs) / durationMs >= needed) continue;
    const group = `  needs ${counted(needed, 'sample')}, had ${samples}`;
    groups.set(group, (groups.get(group) ?? new Set()).add(id));
  }
  if (groups.size === 0) return [];
  const proof = `${showLength(durationMs)} of ${counted(users, 'user')} without a fault`;
  return [
    `the test, of ${showLength(testMs)}, does not judge these thresholds, which can break, as far as ${proof} tell. Give it more users, a longer duration, or a smaller minSamples:`,
    ...[...groups].map(([group, ids]) => `${group}: ${[...ids].join(', ')}`),
  ];
}

/**
 * The lines that end a proof: its thresholds, its runs and its verdict. Thresholds that were not tried have no row.
 * @param testMs length of the load of the test itself
 * @param width width of the screen in columns
 */
export function proofLines(file: ProofFile, testMs: number, isInterrupted: boolean, width: number): string[] {
  const { verdict, reasons, thresholds, runs } = file;
  // One reason, which the last lines give, holds for all that was not tried.
  const tried = thresholds.filter(({ reason }) => reason !== NOT_TRIED);
  const rows = tried.map((one) => [
    one.id,
    one.level,
    one.bound,
    one.healthy === undefined ? 'no data' : measuredText(one.id, one.healthy, one.bound),
    one.outcome,
    one.outcome === 'proved'
      ? `${one.fault}: ${measuredText(one.id, one.measured ?? 0, one.bound)}`
      : (one.reason ?? ''),
  ]);
  const count = (outcome: ThresholdProof['outcome']) =>
    thresholds.filter((one) => one.outcome === outcome).length;
  // The reasons name what is wrong with the run without a fault.
  const invalid = runs.slice(1).filter((run) => run.verdict === 'invalid');
  const lines = rows.length === 0 ? [] : ['', ...table([HEAD, ...rows], `${'l'.repeat(3)}rl`, width)];
  return [
    ...lines,
    '',
    ...invalid.map(
      ({ runId, fault, reasons: why = [] }) => `invalid: ${runId}, ${fault}: ${mainReason({ reasons: why })}`,
    ),
    ...runs.flatMap(({ fault, alsoBroken }) =>
      alsoBroken.length === 0 ? [] : [`with ${fault} also broken: ${alsoBroken.join(', ')}`],
    ),
    ...notJudgedLines(file, testMs),
    ...reasons.map((reason) => `not proved: ${reason}`),
    `${isInterrupted ? 'interrupted' : verdict}: ${count('proved')} of ${thresholds.length} thresholds proved, ${count('asleep')} asleep, ${count('could not be reached')} could not be reached`,
  ];
}
