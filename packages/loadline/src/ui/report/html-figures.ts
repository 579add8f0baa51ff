import { type CallStats, type JourneyStats, type Times, timesOf } from '../../core/figures/aggregate';
import { measuredOften } from '../../core/figures/expected';
import { signNote } from '../../core/thresholds/interpolated';
import type { ThresholdResult } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { change, failedChange } from './compare';
import { margin, NONE, showBytes, showCount, showShare, showTime } from './figures';
import { section, tightestThreshold } from './html-parts';
import { type Column, htmlTable, type Row } from './html-table';
import { type Html, html } from './html-template';

const STATS = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'max'];
const COMPARED = ['p50', 'p95', 'p99'];

/** Journeys with their times, also those from the instant that an iteration was due. */
export function journeysSection(result: Result, baseline: Result | undefined): Html {
  const before = (name: string) => baseline?.aggregate.journeys.find(({ journey }) => journey === name);
  const rows = result.aggregate.journeys.flatMap((stats) =>
    journeyRows(stats, result.thresholds, baseline && (before(stats.journey) ?? 'absent')),
  );
  const columns = [
    { title: 'Journey' },
    { title: 'Count' },
    { title: 'Failed' },
    ...timeColumns(),
    { title: 'Nearest threshold', text: true },
    ...comparedColumns(baseline),
  ];
  return section(
    'journeys',
    'Journeys',
    htmlTable('Journeys, times in ms', columns, rows),
    ownMetrics(result),
    signHint(result),
  );
}

/** What the suite measures beside calls and journeys; nothing when it measures nothing. */
function ownMetrics({ aggregate, thresholds }: Result): Html {
  const columns = [
    { title: 'Metric' },
    { title: 'Count' },
    ...timeColumns(),
    { title: 'Nearest threshold', text: true },
  ];
  const rows = Object.entries(aggregate.custom ?? {}).map(([name, figures]) => [
    name,
    measuredOften(figures, showCount),
    ...times(timesOf(aggregate, name)),
    tightestThreshold(thresholds, `metrics.${name}`, margin),
  ]);
  return htmlTable('Own metrics of the suite, times in ms', columns, rows);
}

/** Calls with their times, by phase, and the first messages of streams. */
export function callsSection(result: Result, baseline: Result | undefined): Html {
  const { calls } = result.aggregate;
  const table = (phase: CallStats['phase'], caption: string) =>
    htmlTable(
      caption,
      callColumns(baseline),
      calls
        .filter((stats) => stats.phase === phase)
        .map((stats) => callRow(stats, result.thresholds, before(stats, baseline))),
    );
  return section(
    'calls',
    'Calls',
    table('load', 'Calls of the load, times in ms'),
    unsizedNote(calls),
    streams(calls),
    signHint(result),
    table('setup', 'Calls of the set-up and renewals of sessions, times in ms (not judged)'),
    table('teardown', 'Calls of the clean-up, times in ms (not judged)'),
  );
}

/** What the sign before a percentile means; nothing when none has it. */
function signHint({ aggregate }: Result): Html {
  const note = signNote(aggregate);
  return note === '' ? html`` : html`<p class="hint small">${note}.</p>`;
}

/** Why there are calls without a size; nothing when there are none. */
function unsizedNote(calls: readonly CallStats[]): Html {
  if (calls.every(({ count, meanBytes }) => count === 0 || meanBytes !== undefined)) return html``;
  return html`<p class="hint small">No size (–): of gRPC calls k6 tells only the bytes of the run as a whole; over HTTP there was no reply, or one that does not tell its length.</p>`;
}

/** What a call was in the run that is compared with; `absent` when only that run lacks it. */
function before({ call, phase }: CallStats, baseline: Result | undefined): CallStats | 'absent' | undefined {
  if (!baseline) return undefined;
  return baseline.aggregate.calls.find((other) => other.call === call && other.phase === phase) ?? 'absent';
}

function callColumns(baseline: Result | undefined): Column[] {
  return [
    { title: 'Call' },
    { title: 'Count' },
    { title: 'Failed' },
    ...timeColumns(),
    { title: 'Size', hint: 'mean length of the bodies of the replies' },
    { title: 'Nearest threshold', text: true },
    ...comparedColumns(baseline),
  ];
}

function callRow(
  stats: CallStats,
  thresholds: readonly ThresholdResult[],
  old: CallStats | 'absent' | undefined,
): Row {
  const { call, phase, count, failed, duration, meanBytes } = stats;
  const threshold = phase === 'load' ? tightestThreshold(thresholds, `calls.${call}`, margin) : NONE;
  const size = meanBytes === undefined ? NONE : showBytes(meanBytes);
  return [
    call,
    showCount(count),
    failures(failed, count),
    ...times(duration),
    size,
    threshold,
    ...compared(stats, old),
  ];
}

function journeyRows(
  stats: JourneyStats,
  thresholds: readonly ThresholdResult[],
  old: JourneyStats | 'absent' | undefined,
): Row[] {
  const { journey, done, failed, duration, response } = stats;
  const threshold = tightestThreshold(thresholds, `journeys.${journey}`, margin);
  const counted = (value: JourneyStats) => ({ ...value, count: value.done });
  const changes = compared(counted(stats), typeof old === 'object' ? counted(old) : old);
  const first: Row = [
    journey,
    showCount(done),
    failures(failed, done),
    ...times(duration),
    threshold,
    ...changes,
  ];
  if (!response) return [first];
  const empty = changes.map(() => '');
  return [first, [`${journey}, from due`, '', '', ...times(response), '', ...empty]];
}

function streams(calls: readonly CallStats[]): Html {
  const rows = calls.flatMap(({ call, phase, stream }): Row[] =>
    stream && phase === 'load' ? [[call, showCount(stream.messages), ...times(stream.firstMessage)]] : [],
  );
  const columns = [{ title: 'Call' }, { title: 'Messages' }, ...timeColumns()];
  return htmlTable('Streams: time to the first message, in ms', columns, rows);
}

interface Compared {
  readonly count: number;
  readonly failed: number;
  readonly duration?: Times;
}

function compared(now: Compared, old: Compared | 'absent' | undefined): (Html | string)[] {
  if (old === undefined) return [];
  if (old === 'absent') return ['new', ...COMPARED.map(() => NONE)];
  return [failedChange(now, old), ...COMPARED.map((stat) => change(now.duration, old.duration, stat))];
}

function comparedColumns(baseline: Result | undefined): Column[] {
  if (!baseline) return [];
  const hint = `against run ${baseline.spec.runId}`;
  return [{ title: 'Failed before', hint }, ...COMPARED.map((stat) => ({ title: `${stat} before`, hint }))];
}

function timeColumns(): Column[] {
  return STATS.map((title) => ({ title }));
}

function times(stats: Times | undefined): string[] {
  return STATS.map((stat) => showTime(stats, stat));
}

function failures(failed: number, count: number): string {
  return failed === 0 ? showShare(0, count) : `${showShare(failed, count)} (${showCount(failed)})`;
}
