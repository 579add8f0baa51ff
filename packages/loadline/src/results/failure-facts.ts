import type { Aggregate, FailureFacts } from '../core/figures/aggregate';
import type { FailureExample } from '../core/figures/failure-line';
import { METRIC } from '../core/names';
import type { Instance } from './read-instances';
import type { SampleHandler, SeriesResolver } from './samples/sample-scanner';

interface Times {
  firstUs: number;
  lastUs: number;
}

type Causes = Readonly<Record<string, number>>;

/**
 * When each cause of failures was seen first and last, by the samples, and how one of them was worded, by the logs: a text as
 * a tag of samples would be a series of its own each time.
 */
export class FailureWatch {
  private readonly times = new Map<string, Times>();

  /** Looks at the failures among the samples that somebody else reads. */
  watching(resolve: SeriesResolver): SeriesResolver {
    return (metric, tags) => {
      const handle = resolve(metric, tags);
      const { call, journey, phase = 'load', cause = 'UNKNOWN' } = tags;
      if (metric === METRIC.callFailures && call !== undefined)
        return this.noting(keyOf('call', call, cause, phase), handle);
      if (metric === METRIC.journeyFailures && journey !== undefined)
        return this.noting(keyOf('journey', journey, cause), handle);
      return handle;
    };
  }

  /** Gives each cause of an aggregate what is known of it. */
  addTo(aggregate: Aggregate, examples: readonly FailureExample[]): Aggregate {
    const ofCalls = examples.filter(({ of }) => of === 'call');
    return {
      ...aggregate,
      calls: aggregate.calls.map((stats) => {
        const own = ofCalls.filter(({ name }) => name === stats.call);
        const failures = this.factsOf(stats.causes, own, (cause) =>
          keyOf('call', stats.call, cause, stats.phase),
        );
        return { ...stats, ...failures };
      }),
      journeys: aggregate.journeys.map((stats) => {
        const own = examples.filter(({ of, name }) => of === 'journey' && name === stats.journey);
        // Most iterations fail by what one of their calls failed by.
        const failures = this.factsOf(stats.causes, [...own, ...ofCalls], (cause) =>
          keyOf('journey', stats.journey, cause),
        );
        return { ...stats, ...failures };
      }),
    };
  }

  private noting(key: string, handle: SampleHandler | undefined): SampleHandler {
    return (us, count) => {
      handle?.(us, count);
      if (count <= 0) return;
      const times = this.times.get(key);
      if (!times) this.times.set(key, { firstUs: us, lastUs: us });
      else {
        times.firstUs = Math.min(times.firstUs, us);
        times.lastUs = Math.max(times.lastUs, us);
      }
    };
  }

  private factsOf(
    causes: Causes,
    examples: readonly FailureExample[],
    key: (cause: string) => string,
  ): { failures?: Readonly<Record<string, FailureFacts>> } {
    const facts = Object.keys(causes).flatMap((cause): [string, FailureFacts][] => {
      const times = this.times.get(key(cause));
      if (!times) return [];
      const example = examples.find((one) => one.cause === cause)?.text;
      const atMs = { firstAtMs: times.firstUs / 1000, lastAtMs: times.lastUs / 1000 };
      return [[cause, { ...atMs, ...(example && { example }) }]];
    });
    return facts.length > 0 ? { failures: Object.fromEntries(facts) } : {};
  }
}

/** The examples in the records of how instances ended; none of one whose record is not there or was refused. */
export function examplesOf(instances: readonly Pick<Instance, 'end'>[]): FailureExample[] {
  return instances.flatMap(({ end }) => end?.examples ?? []);
}

function keyOf(...parts: readonly string[]): string {
  return parts.join(' ');
}
