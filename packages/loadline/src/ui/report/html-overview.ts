import type { Aggregate } from '../../core/figures/aggregate';
import { plannedText } from '../../core/spec/planned-text';
import type { Schedule } from '../../core/spec/schedule';
import { loadBegan, notJudged } from '../../core/verdict/judge';
import type { Result } from '../../core/verdict/result';
import { showBytes, showCount, showLength, showShare, showTime } from './figures';
import { definitions, mark, section, verdictMark } from './html-parts';
import { htmlTable } from './html-table';
import { type Html, html } from './html-template';
import { showLoad, unsaid } from './shown';
import { validityChecks } from './validity';

/** What the run was and how it ended: the part that everybody reads. */
export function banner(result: Result): Html {
  const { spec, verdict, reasons, warnings, breakingPoint, incomplete = [] } = result;
  const few = notJudged(result.thresholds);
  const notes = [...warnings, ...unsaid(incomplete, reasons).map((what) => `incomplete: ${what}`)];
  return html`<header class="banner ${verdict}">
<p class="product">loadline ${result.loadline} · run ${spec.runId}</p>
<h1>${spec.suite} / ${spec.profile} <span class="verdict">${verdictMark(verdict)}</span></h1>
<p class="lead">${spec.users} users, ${showLoad(result)} on <b>${spec.target}</b></p>
${reasons.length > 0 && html`<ul class="reasons">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}
${reasons.length === 0 && html`<p class="reasons">The load was delivered and every threshold ${few === '' ? '' : 'that was judged '}held.</p>`}
${few !== '' && html`<p class="not-judged"><b>${verdict.toUpperCase()}, ${few}</b></p>`}
${breakingPoint !== undefined && html`<p><b>Breaking point:</b> ${breakingPoint}</p>`}
${notes.length > 0 && html`<ul class="notes">${notes.map((note) => html`<li>${mark('warn', 'Warning:')} ${note}</li>`)}</ul>`}
</header>
${loadBegan(result.aggregate) && keyFigures(result.aggregate)}`;
}

/** Target, settings, versions: what is needed to make the same run again. */
export function planSection({ spec, loadline, versions = {} }: Result): Html {
  const { runId, suite, profile, users, loadMs, target, settings } = spec;
  const facts = definitions([
    ['Target', target],
    ['Suite', suite],
    ['Profile', profile],
    ['Users', showCount(users)],
    ['Length of the load', showLength(loadMs)],
    ['Run', runId],
  ]);
  const shown = Object.entries({ loadline, ...versions });
  const journeys = spec.journeys.map(({ name, schedule }) => [name, describe(schedule)]);
  return section(
    'plan',
    'Plan and settings',
    facts,
    htmlTable('Planned arrivals', [{ title: 'Journey' }, { title: 'Arrivals', text: true }], journeys),
    html`<div class="pair">${[
      htmlTable(
        'Settings',
        [{ title: 'Setting' }, { title: 'Value', text: true }, { title: 'From', text: true }],
        settings.map(({ name, value, source }) => [name, html`<code>${value}</code>`, source]),
      ),
      htmlTable('Versions', [{ title: 'Of' }, { title: 'Version', text: true }], shown),
    ]}</div>`,
  );
}

/** What was planned against what was delivered, and whether the figures can be trusted. */
export function deliverySection(result: Result): Html {
  const { journeys } = result.aggregate;
  const columns = [
    { title: 'Journey' },
    ...['Planned', 'Started', 'Done', 'Dropped', 'Cut off', 'Missing'].map((title) => ({ title })),
    { title: 'Delivered' },
    { title: 'Delay p50', hint: 'how late iterations started, in ms' },
    { title: 'p99' },
    { title: 'max' },
  ];
  const rows = journeys.map(({ journey, planned, started, done, delay, ...stats }) => [
    journey,
    plannedText(planned, showCount),
    ...[started, done, stats.dropped, stats.interrupted, stats.unaccounted].map(showCount),
    showShare(Math.min(done, planned.min), planned.min),
    ...['p50', 'p99', 'max'].map((stat) => showTime(delay, stat)),
  ]);
  const checks = validityChecks(result).map(({ name, outcome, detail, leadsTo }) => [
    name,
    outcome === 'held'
      ? mark('good', 'held')
      : outcome === 'no data'
        ? mark('none', 'unknown')
        : mark(leadsTo === 'fail' ? 'bad' : 'warn', `broken: ${leadsTo}`),
    detail,
  ]);
  return section(
    'delivery',
    'Planned and delivered',
    htmlTable('Iterations by journey, planned and delivered', columns, rows),
    htmlTable(
      'Can these figures be trusted?',
      [{ title: 'Rule' }, { title: 'Outcome', text: true }, { title: 'Figures', text: true }],
      checks,
    ),
  );
}

function keyFigures({ calls, journeys, loadMs, ...rest }: Aggregate): Html {
  const load = calls.filter(({ phase }) => phase === 'load');
  const count = load.reduce((sum, stats) => sum + stats.count, 0);
  const failed = load.reduce((sum, stats) => sum + stats.failed, 0);
  const done = journeys.reduce((sum, stats) => sum + stats.done, 0);
  const figures: [string, string][] = [
    [showCount(count), 'calls'],
    [`${(count / (loadMs / 1000)).toFixed(1)}/s`, 'calls per second'],
    [showShare(failed, count), `failed (${showCount(failed)} calls)`],
    [showCount(done), 'iterations done'],
    [showCount(rest.sessionsRenewed), 'sessions renewed'],
    [showCount(rest.retries), 'retries'],
    rest.cleanUp === 'none'
      ? ['not removed', 'records: the system has no call to delete them']
      : [showCount(rest.recordsLeft), 'records left'],
    ...(rest.bytesReceived === undefined
      ? []
      : [[showBytes(rest.bytesReceived), 'received'] as [string, string]]),
  ];
  return html`<ul class="key-figures">${figures.map(([value, name]) => html`<li><b>${value}</b> <span class="small">${name}</span></li>`)}</ul>\n`;
}

function describe(schedule: Schedule): string {
  const rate = (count: number) => `${Number(((count * 1000) / schedule.timeUnitMs).toFixed(3))}/s`;
  const start = schedule.startMs === 0 ? '' : `, first after ${schedule.startMs} ms`;
  if (schedule.kind === 'constant') {
    return `${rate(schedule.rate)} for ${showLength(schedule.durationMs)}${start}`;
  }
  const stages = schedule.stages.map(
    ({ target, durationMs }) => `${rate(target)} in ${showLength(durationMs)}`,
  );
  return `from ${rate(schedule.startRate)} to ${stages.join(', ')}${start}`;
}
