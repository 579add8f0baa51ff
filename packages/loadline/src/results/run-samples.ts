import type { Aggregate } from '../core/figures/aggregate';
import type { FailureExample } from '../core/figures/failure-line';
import type { RunSpec } from '../core/spec/run-spec';
import { FailureWatch } from './failure-facts';
import type { SampleFile, SampleFileEnd } from './samples/read-samples';
import { type InstanceSamples, SampleAggregator } from './samples/sample-aggregator';

/** All samples of a run that has ended. */
export interface WholeSamples {
  /** The samples of each instance, by its number. */
  readonly parts: ReadonlyMap<number, { readonly file: SampleFileEnd; readonly samples: InstanceSamples }>;
  /** The aggregate of all instances. @param examples error texts of failures */
  aggregate(examples: readonly FailureExample[]): Aggregate;
}

/** Combines the samples of all instances of a run while they are read. */
export class RunSamples {
  private readonly aggregator: SampleAggregator;
  private readonly failures = new FailureWatch();
  private readonly parts: { readonly number: number; readonly samples: InstanceSamples }[] = [];

  constructor(private readonly spec: RunSpec) {
    this.aggregator = new SampleAggregator(spec);
  }

  /**
   * Adds the sample file of one instance. Add the files of all instances before the first one is read.
   * @param path of the file
   */
  instance(number: number, path: string): SampleFile {
    const samples = this.aggregator.instance();
    this.parts.push({ number, samples });
    return { path, resolve: this.failures.watching(samples.resolve), loadMs: this.spec.loadMs };
  }

  /**
   * Notes how far all files have been read.
   * @param earliestUs earliest time that further samples can have, in µs since the epoch
   */
  readonly progress = (earliestUs: number): void => this.aggregator.progress(earliestUs);

  /** The counts and times read so far, for the evaluation of thresholds. */
  figures(): Aggregate {
    return this.aggregator.figures();
  }

  /** Ends the collection: no samples can be added after it. @param ends of the files, in the order of the instances */
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
