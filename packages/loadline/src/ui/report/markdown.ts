import type { Aggregate, CallStats, JourneyStats, StepStats, Times } from '../../core/figures/aggregate';
import { measuredOften } from '../../core/figures/expected';
import { OBSERVED_HEAD, observedRows } from '../../core/figures/observed-rows';
import { recordsLeftText } from '../../core/figures/records-left';
import { faultNote } from '../../core/spec/made-by';
import { plannedText } from '../../core/spec/planned-text';
import type { SlowCall } from '../../core/telemetry/trace';
import { counted } from '../../core/text/counted';
import { NONE, showBytes, showCount, showMs, showShare } from '../../core/text/numbers';
import { signNote } from '../../core/thresholds/interpolated';
import { notJudged, sampleCount, type ThresholdResult } from '../../core/verdict/judge';
import { notTried, type ProbeOutcome, type ProbeResult, probeRows } from '../../core/verdict/probe-matrix';
import type { Result } from '../../core/verdict/result';
import { noBreakingPoint } from '../../core/verdict/stopped';
import { failureRows, instant, mainCause, mostFrequent } from './failure-rows';
import { ratePerSecond, showMargin, showMeasured, showStepP95, showTime } from './figures';
import { showLoad, shownParts, unsaid } from './shown';
import { totalOf } from './tiles';

const SIGN = { pass: '✅', fail: '❌', invalid: '⚠️' };
const TIMES = ['p50', 'p90', 'p95', 'p99', 'max'];

/** A run as Markdown for a CI summary or a comment: verdict, reasons, calls, journeys, thresholds, breaking point. */
export function summaryMarkdown(all: Result): string {
  const result = shownParts(all);
  const { spec, aggregate, verdict, reasons, warnings, thresholds, breakingPoint, incomplete = [] } = result;
  const load = aggregate.calls.filter(({ phase }) => phase === 'load');
  const few = notJudged(thresholds);
  const parts = [
    `## ${SIGN[verdict]} ${verdict.toUpperCase()}: ${text(spec.suite)}/${text(spec.profile + faultNote(spec))}`,
    few === '' ? '' : `**${verdict.toUpperCase()}, ${few}**`,
    `${counted(spec.users, 'user')}, ${text(showLoad(all))} on ${code(spec.target)} · run ${code(spec.runId)} · loadline ${text(result.loadline)}`,
    list(reasons),
    list([...warnings, ...unsaid(incomplete, reasons)].map((warning) => `warning: ${warning}`)),
    verdict === 'pass' ? '' : causeLine(result),
    breakingPointLine(breakingPoint, result),
    probesTable(aggregate.probes),
    thresholdTables(thresholds),
    callsTable(load, aggregate),
    section(
      'Journeys (ms)',
      ['Journey', 'Planned', 'Done', 'Dropped', 'Failed', ...TIMES],
      aggregate.journeys.map(journeyRow),
      1,
    ),
    section(
      'Own metrics of the suite (ms)',
      ['Metric', 'Count', ...TIMES],
      Object.entries(aggregate.custom ?? {}).map(ownRow),
      1,
    ),
    section(
      'Observed series',
      ['Series', ...OBSERVED_HEAD],
      observedRows(aggregate.observed).map(({ name, cells }) => [code(name), ...cells.map(text)]),
      1,
    ),
    text(signNote(aggregate)),
    failuresTable(result),
    tracesTable(aggregate.slowCalls),
    section(
      'Load steps',
      ['Step', 'Users', 'Offered', 'Done', 'Failed', 'Response p95 (ms)', 'Thresholds broken'],
      (aggregate.steps ?? []).map(stepRow),
      0,
    ),
    ...(aggregate.cleanUp === 'none' ? [sentence(recordsLeftText(aggregate))] : []),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function sentence(words: string): string {
  return `${text(words.slice(0, 1).toUpperCase() + words.slice(1))}.`;
}

/** Escapes text, so that Markdown and the HTML in it show it unchanged, also in a table. */
function escapeMarkdown(value: string): string {
  return value
    .replace(/[\r\n\t]+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|~$-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//');
}

const text = escapeMarkdown;

/** A code span. Only the backtick and the `|` of a table have a meaning in it, so no name becomes a link. */
function code(value: string): string {
  const inner = value
    .replace(/[\r\n\t]+/g, ' ')
    .replaceAll('`', "'")
    .replaceAll('|', '\\|');
  return `\`${inner}\``;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${text(item)}`).join('\n');
}

/** What failed most often. Empty when nothing failed. */
function causeLine(result: Result): string {
  const main = mainCause(result);
  if (!main) return '';
  const example = main.example === undefined ? '' : `, such as: ${text(main.example)}`;
  return `**Most frequent failure:** ${code(main.cause)}, ${text(main.words)}${example}`;
}

function breakingPointLine(breakingPoint: string | undefined, result: Result): string {
  if (breakingPoint !== undefined) return `**Breaking point:** ${text(breakingPoint)}`;
  const { steps = [] } = result.aggregate;
  return steps.length > 0 ? `**Breaking point:** ${noBreakingPoint(result)}` : '';
}

const PROBE_SIGN: Record<ProbeOutcome, string> = { closed: '✅', open: '❌', changed: '❌', unclear: '⚠️' };

/** Results of the probes. Empty for a run without probes. */
function probesTable(probes: readonly ProbeResult[] = []): string {
  if (probes.length === 0) return '';
  const [[, ...calls] = [], ...rows] = probeRows(
    probes,
    ({ outcome, status }) => `${PROBE_SIGN[outcome]} ${outcome}, ${text(status)}`,
  );
  const shown = rows.map(([credential = '', ...cells]) => [code(credential), ...cells]);
  const rest = notTried(probes);
  return section('Who may call', ['Credential', ...calls.map(text)], shown, calls.length + 1).concat(
    rest === undefined ? '' : `\n\n${text(rest)}`,
  );
}

/** Thresholds that did not hold, and the others folded away: a comment should be short. */
function thresholdTables(thresholds: readonly ThresholdResult[]): string {
  const head = ['Threshold', '', 'Measured', 'Margin', 'Outcome'];
  const isHeld = ({ outcome }: ThresholdResult) => outcome === 'held';
  const [held, others] = [thresholds.filter(isHeld), thresholds.filter((threshold) => !isHeld(threshold))];
  const summary = `<details><summary>${held.length} of ${counted(thresholds.length, 'threshold')} held</summary>`;
  const folded = [summary, table(head, held.map(thresholdRow), 2), '</details>'].join('\n\n');
  const parts = [
    ...(thresholds.length > 0 ? ['### Thresholds'] : []),
    ...(others.length > 0 ? [table(head, others.map(thresholdRow), 2)] : []),
    ...(held.length > 0 ? [folded] : []),
  ];
  return parts.join('\n\n');
}

/** A table with a title. Empty without rows. */
function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  texts: number,
): string {
  return rows.length === 0 ? '' : `### ${title}\n\n${table(head, rows, texts)}`;
}

/** A table with text aligned left and figures right. @param texts number of text columns, from the left */
function table(head: readonly string[], rows: readonly (readonly string[])[], texts: number): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const threshold = head.map((_, column) => (column < texts ? '---' : '---:'));
  return [line(head), line(threshold), ...rows.map(line)].join('\n');
}

function thresholdRow(threshold: ThresholdResult): string[] {
  const { id, level } = threshold;
  const warn = level === 'warn' ? ' (warn)' : '';
  return [
    code(id),
    text(threshold.bound) + warn,
    showMeasured(threshold),
    showMargin(threshold),
    outcomeText(threshold),
  ];
}

function outcomeText(threshold: ThresholdResult): string {
  const { level, outcome } = threshold;
  if (outcome === 'not judged') return `– not judged: ${sampleCount(threshold)}`;
  if (outcome === 'held') return '✅ held';
  if (outcome === 'no data') return '⚠️ no data';
  return level === 'warn' ? '⚠️ broken' : '❌ broken';
}

/** Table of calls. It has the mean size of the replies only if a call has one, as over HTTP. */
function callsTable(calls: readonly CallStats[], { loadCalls, loadMs }: Aggregate): string {
  const isSized = calls.some(({ meanBytes }) => meanBytes !== undefined);
  const size = ({ meanBytes }: CallStats) => (meanBytes === undefined ? NONE : showBytes(meanBytes));
  return section(
    'Calls (ms)',
    ['Call', 'Count', 'Rate', 'Failed', ...TIMES, ...(isSized ? ['Size'] : [])],
    [
      ...(calls.length > 1
        ? [
            [
              'all calls',
              ...callCells({ ...totalOf(calls), duration: loadCalls }, loadMs),
              ...(isSized ? [NONE] : []),
            ],
          ]
        : []),
      ...calls.map((stats) => [
        code(stats.call),
        ...callCells(stats, loadMs),
        ...(isSized ? [size(stats)] : []),
      ]),
    ],
    1,
  );
}

interface CallFigures extends Pick<CallStats, 'count' | 'failed'> {
  readonly duration?: Times | undefined;
}

function callCells({ count, failed, duration }: CallFigures, loadMs: number): string[] {
  return [showCount(count), ratePerSecond(count, loadMs / 1000), failures(failed, count), ...times(duration)];
}

/** Largest number of failures in a comment. */
const MOST_FAILURES = 20;

/** The most frequent failures, each with an example. */
function failuresTable(result: Result): string {
  const rows = mostFrequent(failureRows(result)).slice(0, MOST_FAILURES);
  return section(
    'Failures',
    ['Name', 'Cause', 'First', 'Last', 'Example', 'Count'],
    rows.map(({ name, cause, firstAtMs, lastAtMs, example = '', count }) => [
      code(name),
      code(cause),
      instant(firstAtMs),
      instant(lastAtMs),
      text(example),
      showCount(count),
    ]),
    5,
  );
}

/** The slowest calls whose traces were sampled. Empty for a run without tracing. */
function tracesTable(calls: readonly SlowCall[] = []): string {
  return section(
    'Slowest traced calls',
    ['Call', 'Ended', 'Trace', 'Duration (ms)'],
    calls.map(({ call, atMs, durationMs, traceId, link }) => [
      code(call),
      instant(atMs),
      link === undefined
        ? code(traceId)
        : `[${code(traceId)}](${link.replaceAll('(', '%28').replaceAll(')', '%29').replaceAll('|', '%7C')})`,
      showMs(durationMs),
    ]),
    3,
  );
}

function journeyRow({ journey, planned, done, dropped, failed, duration }: JourneyStats): string[] {
  const counts = [plannedText(planned, showCount), showCount(done), showCount(dropped)];
  return [code(journey), ...counts, failures(failed, done), ...times(duration)];
}

function ownRow([name, figures]: [string, Times | { readonly count: number }]): string[] {
  return [code(name), measuredOften(figures, showCount), ...times('med' in figures ? figures : undefined)];
}

function stepRow(step: StepStats): string[] {
  const { number, users, offered, done, failed, broken } = step;
  const thresholds = broken.length === 0 ? NONE : broken.map(code).join(', ');
  return [
    String(number),
    ...[users, offered, done].map(showCount),
    failures(failed, done),
    showStepP95(step),
    thresholds,
  ];
}

function failures(failed: number, count: number): string {
  return failed === 0 ? '0' : `${showCount(failed)} (${showShare(failed, count)})`;
}

function times(stats: Times | undefined): string[] {
  return TIMES.map((stat) => showTime(stats, stat));
}
