import { type Aggregate, callStats, timesOf } from '../figures/aggregate';
import type { Stats } from './evaluate';
import type { Subject } from './threshold';

/** Of a subject that never happened. */
const NONE: Stats = { count: 0 };

/** The figures of what a threshold bounds, in an aggregate. */
export function statsOf(subject: Subject, aggregate: Aggregate): Stats {
  if (subject.of === 'run') {
    const load = aggregate.calls.filter(({ phase }) => phase === 'load');
    return {
      count: load.reduce((sum, { count }) => sum + count, 0),
      failed: load.reduce((sum, { failed }) => sum + failed, 0),
      lengthMs: aggregate.loadMs,
    };
  }
  if (subject.of === 'journey') {
    const stats = aggregate.journeys.find(({ journey }) => journey === subject.journey);
    if (!stats) return NONE;
    const times = subject.measure === 'response' ? stats.response : stats.duration;
    return { count: stats.done, failed: stats.failed, times };
  }
  if (subject.of === 'metric') {
    const times = timesOf(aggregate, subject.metric);
    return { count: times?.count ?? 0, times, ...(times?.expected && { expected: times.expected }) };
  }
  const stats = callStats(aggregate, subject.call, 'load');
  if (!stats) return NONE;
  if (subject.measure === 'failed') return { count: stats.count, failed: stats.failed };
  if (subject.measure === 'messages') {
    const { count = 0, messages = 0 } = stats.stream ?? {};
    return { count, messages };
  }
  const times = subject.measure === 'firstMessage' ? stats.stream?.firstMessage : stats.duration;
  return { count: times?.count ?? 0, times };
}
