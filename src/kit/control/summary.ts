import type { Aggregate } from '../../load/aggregate';
import { warnOfEmptyFilters } from '../../load/empty-filter';
import { aggregateFromK6, type K6Summary } from '../../load/from-k6';
import { type Judgement, judge } from '../../load/judge';
import { makeResult, type RunPlan } from '../../load/result';
import { summaryText } from '../../load/summary-text';
import type { LoadPlan } from './plan';

/** What k6 hands to `handleSummary`. */
export interface SummaryData extends K6Summary {
  readonly state: { readonly isStdOutTTY: boolean };
  setup_data?: unknown;
}

/** Where the end of a run goes. */
export interface SummaryPlace {
  /** Existing folder for the result. */
  readonly folder: string | undefined;
  /** Undefined: `result.json`, and the text is printed. */
  readonly resultFile: string | undefined;
}

/**
 * The end of a run: text for the terminal, and the result in a folder when there is one.
 * @returns contents by file name, as k6 wants them
 */
export function summarize(
  data: SummaryData,
  plan: LoadPlan,
  run: RunPlan,
  { folder, resultFile }: SummaryPlace,
): Record<string, string> {
  const aggregate = aggregateFromK6(data, plan);
  const judged = warnOfEmptyFilters(judge(aggregate, plan.rules), plan.filters, aggregate, run.settings);
  const judgement = compareWithK6(judged, data, aggregate);
  const result = makeResult(LOADLINE_VERSION, run, aggregate, judgement);
  return {
    ...(resultFile === undefined && { stdout: `\n${summaryText(result, data.state.isStdOutTTY)}` }),
    ...(folder && { [`${folder}/${resultFile ?? 'result.json'}`]: `${JSON.stringify(result, null, 2)}\n` }),
  };
}

/**
 * k6's exit code follows its own thresholds, so a verdict that does not agree with them cannot be trusted. (k6 does not
 * evaluate thresholds when set-up failed.)
 */
function compareWithK6(judgement: Judgement, { metrics }: K6Summary, { journeys }: Aggregate): Judgement {
  if (journeys.every(({ started }) => started === 0)) return judgement;
  const broken = Object.entries(metrics).flatMap(([name, { thresholds = {} }]) =>
    Object.entries(thresholds).flatMap(([expression, { ok }]) => (ok ? [] : [`${name}: ${expression}`])),
  );
  const agrees = (judgement.verdict === 'pass') === (broken.length === 0);
  if (agrees) return judgement;
  const said = broken.length === 0 ? 'every threshold held' : `these thresholds broke: ${broken.join('; ')}`;
  const reason = `k6 says that ${said}, the judge says ${judgement.verdict}: were thresholds switched off?`;
  return { ...judgement, verdict: 'invalid', reasons: [reason, ...judgement.reasons] };
}
