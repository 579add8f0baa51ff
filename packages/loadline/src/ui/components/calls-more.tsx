import type { CallStats } from '../../core/figures/aggregate';
import { NONE, showBytes, showCount } from '../../core/text/numbers';
import type { Result } from '../../core/verdict/result';
import { FigureNotes } from './figure-notes';
import { Folded, Hint, type Row, Table } from './table';
import { failedText, timeCells } from './time-cells';

const STATS = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'max'];
const FURTHER = ['min', 'avg', 'p90', 'p99.9'];

/** Further figures of calls: sizes and streams of those of the load, and the calls of set-up and clean-up. */
export function CallsMore({ result, hasBegun }: { result: Result; hasBegun: boolean }) {
  const { calls } = result.aggregate;
  const load = calls.filter(({ phase }) => phase === 'load');
  const further = hasBegun && load.length > 0;
  return (
    <>
      {further && (
        <Folded summary="Further figures of each call: mean, p90, p99.9, size">
          <Table
            caption="Further figures of the calls of the load, times in ms"
            columns={[
              { title: 'Call' },
              ...FURTHER.map((title) => ({ title: title === 'avg' ? 'mean' : title })),
              { title: 'Mean size of a reply' },
            ]}
            rows={load.map(furtherRow)}
          />
          <FigureNotes times={load.map(({ duration }) => duration)} stats={FURTHER} />
          <UnsizedHint calls={calls} />
        </Folded>
      )}
      <Table
        isNamed
        caption="Streams: time to the first message, in ms"
        columns={['Call', 'Messages', ...STATS].map((title) => ({ title }))}
        rows={load.flatMap(streamRow)}
      />
      <FigureNotes times={load.map(({ stream }) => stream?.firstMessage)} stats={STATS} />
      <Table
        isNamed
        caption="Streams: longest time between two messages of a stream, in ms"
        columns={['Call', 'Streams', ...STATS].map((title) => ({ title }))}
        rows={load.flatMap(gapRow)}
      />
      <FigureNotes times={load.map(({ stream }) => stream?.longestGap)} stats={STATS} />
      <OtherCalls
        calls={calls}
        phase="setup"
        caption="Calls of the set-up and renewals of sessions, times in ms (not judged)"
      />
      <OtherCalls calls={calls} phase="teardown" caption="Calls of the clean-up, times in ms (not judged)" />
    </>
  );
}

function furtherRow({ call, duration, meanBytes }: CallStats): Row {
  const size = meanBytes === undefined ? NONE : showBytes(meanBytes);
  return [call, ...timeCells(duration, FURTHER), size];
}

function streamRow({ call, stream }: CallStats): Row[] {
  return stream ? [[call, showCount(stream.messages), ...timeCells(stream.firstMessage, STATS)]] : [];
}

function gapRow({ call, stream }: CallStats): Row[] {
  const gap = stream?.longestGap;
  return gap ? [[call, showCount(gap.count), ...timeCells(gap, STATS)]] : [];
}

function OtherCalls(props: { calls: readonly CallStats[]; phase: CallStats['phase']; caption: string }) {
  const { calls, phase, caption } = props;
  const own = calls.filter((stats) => stats.phase === phase);
  const rows = own.map(({ call, count, failed, duration }) => [
    call,
    showCount(count),
    failedText(failed, count),
    ...timeCells(duration, STATS),
  ]);
  const columns = ['Call', 'Count', 'Failed', ...STATS].map((title) => ({ title }));
  return (
    <>
      <Table isNamed caption={caption} columns={columns} rows={rows} />
      <FigureNotes times={own.map(({ duration }) => duration)} stats={STATS} />
    </>
  );
}

/** Explains why some calls have no size. Shows nothing when all have one. */
function UnsizedHint({ calls }: { calls: readonly CallStats[] }) {
  if (calls.every(({ count, meanBytes }) => count === 0 || meanBytes !== undefined)) return null;
  return (
    <Hint>
      No size (–): of gRPC calls k6 tells only the bytes of the run as a whole; over HTTP there was no reply,
      or one that does not tell its length.
    </Hint>
  );
}
