import type { Aggregate } from '../../core/figures/aggregate';
import { aggregateFromK6, type K6Summary } from '../../core/figures/from-k6';
import { METRIC } from '../../core/names';
import type { RunSpec } from '../../core/spec/run-spec';
import type { Problem } from '../../core/text/problem';
import { isReached, selectorOf } from '../../core/thresholds/k6-thresholds';
import type { Threshold } from '../../core/thresholds/threshold';
import { type Beside, besideDoubts } from '../../core/verdict/beside';
import type { InstanceEnd } from '../../core/verdict/instance-end';
import { type Judgement, judge } from '../../core/verdict/judge';
import { withOwnWarnings } from '../../core/verdict/own-warnings';
import { makeResult, type Result } from '../../core/verdict/result';
import { summaryText } from '../../core/verdict/summary-text';

/** The data that k6 passes to `handleSummary`. */
export interface SummaryData extends K6Summary {
  readonly state: { readonly testRunDurationMs?: number };
  setup_data?: unknown;
}

/** Where the result of a run is written. */
export interface SummaryPlace {
  /** Existing folder for the result. */
  readonly folder: string | undefined;
  /** Name of the result file. Undefined: `result.json`, and the summary text is printed. */
  readonly resultFile: string | undefined;
}

/** Facts about set-up. */
export interface SetUpPart {
  /** Why set-up refused the load, as far as that can be determined afterwards: k6 does not pass on an error of set-up. */
  readonly refused: readonly Problem[];
}

/**
 * Makes the end of a run: the text for the terminal, and the result in a folder if there is one.
 * @param spec spec of this instance's part
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
    judge(aggregate, thresholds, { journeys, isLeftOut, ends, doubts: besideDoubts(besideIn(data)) }),
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

/** What k6's summary tells of what no figure of loadline holds. It has no names of requests, so these are not counted. */
function besideIn({ metrics }: SummaryData): Beside {
  const { passes = 0, fails = 0 } = metrics.checks?.values ?? {};
  const clockStepMs = metrics[METRIC.clockStep]?.values.count ?? 0;
  return { checks: passes + fails, failedChecks: fails, requests: 0, failedRequests: 0, clockStepMs };
}

function refusedBy(problems: readonly Problem[]): InstanceEnd[] {
  if (problems.length === 0) return [];
  const setupError = problems.map(({ where, message }) => `${where}: ${message}`).join('; ');
  return [{ version: 1, instance: 1, startedAtMs: 0, endedAtMs: 0, setupError }];
}

/**
 * Infers whether a threshold with `abort` ended the load, because k6 alone keeps no record of what ended it. This is assumed
 * when the load was cut short and k6 says that such a threshold broke. A signal at the same time looks the same here, but
 * k6's exit code differs.
 */
function abortOf(
  { metrics, state }: SummaryData,
  { thresholds, loadMs, warmUpMs = 0 }: RunSpec,
): InstanceEnd[] {
  const { testRunDurationMs } = state;
  const broken = thresholds.find(({ level, abortAfterMs, subject }) => {
    if (level !== 'fail' || abortAfterMs === undefined) return false;
    const { thresholds = {} } = metrics[selectorOf(subject)] ?? {};
    return Object.values(thresholds).some(({ ok }) => !ok);
  });
  if (!broken || testRunDurationMs === undefined || testRunDurationMs >= warmUpMs + loadMs) return [];
  const stopped = { by: 'threshold', atMs: testRunDurationMs, detail: broken.id } as const;
  return [{ version: 1, instance: 1, startedAtMs: 0, endedAtMs: testRunDurationMs, stopped }];
}

/**
 * Makes the run invalid when its verdict contradicts k6's own thresholds, from which k6's exit code comes. (k6 does not
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
