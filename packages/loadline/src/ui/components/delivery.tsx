import { plannedText } from '../../core/spec/planned-text';
import { showCount, showShare } from '../../core/text/numbers';
import type { Result } from '../../core/verdict/result';
import { showTime } from '../report/figures';
import { validityChecks } from '../report/validity';
import { FigureNotes } from './figure-notes';
import { Mark } from './mark';
import { Hint, Table } from './table';

const COUNTS = ['Planned', 'Started', 'Done', 'Dropped', 'Cut off', 'Missing', 'Delivered'];
const DELAYS = ['p50', 'p99', 'max'];

/** Planned and delivered iterations, and the checks of the run's validity. */
export function Delivery({ result }: { result: Result }) {
  const { journeys, sessionsRenewed, retries } = result.aggregate;
  const rows = journeys.map(({ journey, planned, started, done, delay, ...stats }) => [
    journey,
    plannedText(planned, showCount),
    ...[started, done, stats.dropped, stats.interrupted, stats.unaccounted].map(showCount),
    showShare(Math.min(done, planned.min), planned.min),
    ...DELAYS.map((stat) => showTime(delay, stat)),
  ]);
  const checks = validityChecks(result).map(({ name, outcome, detail, leadsTo }) => [
    name,
    outcome === 'held' ? (
      <Mark kind="good">held</Mark>
    ) : outcome === 'no data' ? (
      <Mark kind="none">unknown</Mark>
    ) : (
      <Mark kind={leadsTo === 'fail' ? 'bad' : 'warn'}>broken: {leadsTo}</Mark>
    ),
    detail,
  ]);
  return (
    <>
      <Table
        isNamed
        caption="Iterations by journey"
        columns={['Journey', ...COUNTS, ...DELAYS.map((stat) => `Delay ${stat}`)].map((title) => ({ title }))}
        rows={rows}
      />
      <Hint>
        Delay: how late iterations started, in ms. Sessions renewed: {showCount(sessionsRenewed)}. Retries:{' '}
        {showCount(retries)}.
      </Hint>
      <FigureNotes times={[]} stats={DELAYS} others={journeys.map(({ delay }) => delay)} />
      <Table
        isNamed
        stacked="rules"
        caption="Can these figures be trusted?"
        columns={[{ title: 'Rule' }, { title: 'Outcome', text: true }, { title: 'Figures', text: true }]}
        rows={checks}
      />
    </>
  );
}
