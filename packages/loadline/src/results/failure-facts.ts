import type { Aggregate, FailureFacts } from '../core/figures/aggregate';
import type { FailureExample } from '../core/figures/failure-line';
import { METRIC } from '../core/names';
import type { JourneySpec } from '../core/spec/run-spec';
import { readTrace, type TraceOf, type TraceSpec } from '../core/telemetry/trace';
import type { InstanceEnd } from '../core/verdict/instance-end';
import type { SampleHandler, SeriesResolver } from './samples/sample-scanner';

interface Times {
  firstUs: number;
  lastUs: number;
  trace?: TraceOf | undefined;
}

/** The parts of a spec that are needed here. Without `trace`, tracing is off. */
interface WatchedSpec {
  readonly trace?: TraceSpec;
  readonly journeys: readonly Pick<JourneySpec, 'name' | 'calls'>[];
}

type Causes = Readonly<Record<string, number>>;

/**
 * Collects the first and last time of each cause of failures from the samples, and one error text of it from the logs. The
 * text is not a tag of the samples: each text would be a series of its own.
 */
export class FailureWatch {
  private readonly times = new Map<string, Times>();

  constructor(private readonly spec: WatchedSpec) {}

  /** Wraps a resolver, and also notes the times of the failures among the samples that it resolves. */
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

  /** Adds first time, last time, an example and a trace to each cause of an aggregate. */
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
        // Most iterations fail with the cause of one of their calls, so an example of such a call serves too.
        const calls = this.spec.journeys.find(({ name }) => name === stats.journey)?.calls ?? [];
        const ofItsCalls = ofCalls.filter(({ name }) => calls.includes(name));
        const failures = this.factsOf(stats.causes, [...own, ...ofItsCalls], (cause) =>
          keyOf('journey', stats.journey, cause),
        );
        return { ...stats, ...failures };
      }),
    };
  }

  private noting(key: string, handle: SampleHandler | undefined): SampleHandler {
    return (us, count, metadata) => {
      handle?.(us, count, metadata);
      if (count <= 0) return;
      const times = this.times.get(key) ?? { firstUs: us, lastUs: us };
      this.times.set(key, times);
      times.firstUs = Math.min(times.firstUs, us);
      times.lastUs = Math.max(times.lastUs, us);
      // A trace with the sampled flag can be opened; another one only identifies the call in logs.
      if (!metadata || !this.spec.trace || times.trace?.isSampled) return;
      const trace = readTrace(metadata(), this.spec.trace);
      if (trace && (!times.trace || trace.isSampled)) times.trace = trace;
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
      const { trace } = times;
      return [[cause, { ...atMs, ...(example && { example }), ...(trace && { trace }) }]];
    });
    return facts.length > 0 ? { failures: Object.fromEntries(facts) } : {};
  }
}

/** The examples in the end records of the instances. An instance whose record is missing or was refused adds none. */
export function examplesOf(instances: readonly { readonly end?: InstanceEnd }[]): FailureExample[] {
  return instances.flatMap(({ end }) => end?.examples ?? []);
}

function keyOf(...parts: readonly string[]): string {
  return parts.join(' ');
}
