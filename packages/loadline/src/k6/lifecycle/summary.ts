import type { Aggregate } from '../../core/figures/aggregate';
import { aggregateFromK6, type K6Summary } from '../../core/figures/from-k6';
import type { RunSpec } from '../../core/spec/run-spec';
import type { Problem } from '../../core/text/problem';
import { isReached, selectorOf } from '../../core/thresholds/k6-thresholds';
import type { Threshold } from '../../core/thresholds/threshold';
import type { InstanceEnd } from '../../core/verdict/instance-end';
import { type Judgement, judge } from '../../core/verdict/judge';
import { withOwnWarnings } from '../../core/verdict/own-warnings';
import { makeResult, type Result } from '../../core/verdict/result';
import { summaryText } from '../../core/verdict/summary-text';

/** What k6 hands to `handleSummary`. */
export interface SummaryData extends K6Summary {
  readonly state: { readonly testRunDurationMs?: number };
  setup_data?: unknown;
}

/** Where the end of a run goes. */
export interface SummaryPlace {
  /** Existing folder for the result. */
  readonly folder: string | undefined;
  /** Undefined: `result.json`, and the text is printed. */
  readonly resultFile: string | undefined;
}

/** What only set-up knows of the run. */
export interface SetUpPart {
  /** Why set-up refused the load, where that can be told afterwards: k6 keeps no error of set-up. */
  readonly refused: readonly Problem[];
}

/**
 * The end of a run: text for the terminal, and the result in a folder when there is one.
 * @param spec of this instance's part
 * @returns contents by file name, as k6 wants them
 */
export function summarize(
  data: SummaryData,
  spec: RunSpec,
  facts: Pick<Result, 'startedAtMs' | 'versions'>,
  { folder, resultFile }: SummaryPlace,
  { refused }: SetUpPart,
): Record<string, string> {
  const { journeys, thresholds } = spec;
  const aggregate = aggregateFromK6(data, spec);
  const isLeftOut = (threshold: Threshold) => !isReached(threshold, spec);
  const ends = [...refusedBy(refused), ...abortOf(data, spec)];
  const judged = withOwnWarnings(
    judge(aggregate, thresholds, { journeys, isLeftOut, ends }),
    spec,
    aggregate,
  );
  const handed = thresholds.filter((threshold) => !isLeftOut(threshold));
  const judgement = compareWithK6(judged, handed, data, aggregate);
  const result = makeResult(LOADLINE_VERSION, spec, facts, aggregate, judgement);
  return {
    ...(resultFile === undefined && { stdout: `\n${summaryText(result)}` }),
    ...(folder && { [`${folder}/${resultFile ?? 'result.json'}`]: `${JSON.stringify(result, null, 2)}\n` }),
  };
}

function refusedBy(problems: readonly Problem[]): InstanceEnd[] {
  if (problems.length === 0) return [];
  const setupError = problems.map(({ where, message }) => `${where}: ${message}`).join('; ');
  return [{ version: 1, instance: 1, startedAtMs: 0, endedAtMs: 0, setupError }];
}

/**
 * k6 alone keeps no record of what ended it. A load that was cut short while k6 says that a threshold with `abort` broke was
 * ended by that; a signal at the same time cannot be told from it, but k6's exit code can.
 */
function abortOf({ metrics, state }: SummaryData, { thresholds, loadMs }: RunSpec): InstanceEnd[] {
  const { testRunDurationMs } = state;
  const broken = thresholds.find(({ level, abortAfterMs, subject }) => {
    if (level !== 'fail' || abortAfterMs === undefined) return false;
    const { thresholds = {} } = metrics[selectorOf(subject)] ?? {};
    return Object.values(thresholds).some(({ ok }) => !ok);
  });
  if (!broken || testRunDurationMs === undefined || testRunDurationMs >= loadMs) return [];
  const stopped = { by: 'threshold', atMs: testRunDurationMs, detail: broken.id } as const;
  return [{ version: 1, instance: 1, startedAtMs: 0, endedAtMs: testRunDurationMs, stopped }];
}

/**
 * k6's exit code follows its own thresholds, so a verdict that does not agree with them cannot be trusted. (k6 does not
 * evaluate thresholds when set-up failed.)
 */
function compareWithK6(
  judgement: Judgement,
  handed: readonly Threshold[],
  { metrics }: K6Summary,
  { journeys }: Aggregate,
): Judgement {
  if (journeys.every(({ started }) => started === 0)) return judgement;
  const broken = Object.entries(metrics).flatMap(([name, { thresholds = {} }]) =>
    Object.entries(thresholds).flatMap(([expression, { ok }]) => (ok ? [] : [{ name, expression }])),
  );
  const agrees = (judgement.verdict === 'pass') === (broken.length === 0);
  if (agrees) return judgement;
  const texts = broken.map(({ name, expression }) => `${name}: ${expression}`).join('; ');
  const said = broken.length === 0 ? 'every threshold held' : `these thresholds broke: ${texts}`;
  const few = judgement.thresholds.filter(({ outcome }) => outcome === 'not judged').map(({ id }) => id);
  const openTo = handed.filter(({ id }) => few.includes(id)).map(({ subject }) => selectorOf(subject));
  if (broken.length > 0 && broken.every(({ name }) => openTo.includes(name))) {
    const reason = `k6 alone cannot leave out a threshold that got fewer samples than planned, and ends with 99: ${texts}`;
    return { ...judgement, verdict: 'invalid', reasons: [reason] };
  }
  const reason = `k6 says that ${said}, the judge says ${judgement.verdict}: were thresholds switched off?`;
  return { ...judgement, verdict: 'invalid', reasons: [reason, ...judgement.reasons] };
}
