import type { Aggregate } from '../core/figures/aggregate';
import type { FailureExample } from '../core/figures/failure-line';
import type { RunSpec } from '../core/spec/run-spec';
import { FailureWatch } from './failure-facts';
import type { SampleFile, SampleFileEnd } from './samples/read-samples';
import { type InstanceSamples, SampleAggregator } from './samples/sample-aggregator';

/** All samples of a run that has ended. */
export interface WholeSamples {
  /** What was read of each instance, by number. */
  readonly parts: ReadonlyMap<number, { readonly file: SampleFileEnd; readonly samples: InstanceSamples }>;
  /** All of them together. @param examples of failures, in words */
  aggregate(examples: readonly FailureExample[]): Aggregate;
}

/** Puts the samples of all instances of a run together, while they are read. */
export class RunSamples {
  private readonly aggregator: SampleAggregator;
  private readonly failures = new FailureWatch();
  private readonly parts: { readonly number: number; readonly samples: InstanceSamples }[] = [];

  constructor(private readonly spec: RunSpec) {
    this.aggregator = new SampleAggregator(spec);
  }

  /** Takes the samples of one instance, all of which have to be named before any is read. @param path of its file */
  instance(number: number, path: string): SampleFile {
    const samples = this.aggregator.instance();
    this.parts.push({ number, samples });
    return { path, resolve: this.failures.watching(samples.resolve), loadMs: this.spec.loadMs };
  }

  /** @param earliestUs that samples can still come for, in µs since the epoch */
  readonly progress = (earliestUs: number): void => this.aggregator.progress(earliestUs);

  /** What has been read up to now: counts and times, which thresholds are held against. */
  figures(): Aggregate {
    return this.aggregator.figures();
  }

  /** @param ends of the files, in the order of the instances; nothing can be added after it */
  whole(ends: readonly SampleFileEnd[]): WholeSamples {
    const parts = this.parts.flatMap(({ number, samples }, index) => {
      const file = ends[index];
      return file ? [[number, { file, samples }] as const] : [];
    });
    return {
      parts: new Map(parts),
      aggregate: (examples) => this.failures.addTo(this.aggregator.aggregate(), examples),
    };
  }
}
