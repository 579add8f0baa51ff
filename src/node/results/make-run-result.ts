import type { Aggregate } from '../../load/aggregate';

import { warnOfEmptyFilters } from '../../load/empty-filter';

import type { InstanceEnd } from '../../load/instance-end';

import { judge, loadBegan } from '../../load/judge';
import { overItsLength } from '../../load/lasted';
import { ConfigurationError, type Problem } from '../../load/problem';
import { makeResult, type Result } from '../../load/result';
import { disagreements } from './cross-check';
import { examplesOf, FailureWatch } from './failure-facts';
import { readInstanceEnd } from './instance-end-file';
import { instancesIn, type Manifest, readK6Result, readManifest, runFiles } from './run-folder';
import { readSamples, type SampleFileEnd } from './samples/read-samples';
import { SampleAggregator } from './samples/sample-aggregator';

/** One k6 process of a run, by what it left. */
interface Instance {
  readonly number: number;
  readonly folder: string;
  readonly k6: Result | undefined;
  /** How it ended, where that was recorded. */
  readonly end: InstanceEnd | undefined;
}

/**
 * Makes the result of a run from the samples of all its instances: one aggregate, one verdict.
 * @param folders of one run; several when its instances ran on several machines
 * @throws {ConfigurationError} when the folders are not those of one run
 */
export async function makeRunResult(folders: readonly string[]): Promise<Result> {
  const manifest = oneManifest(folders);
  const instances = folders.flatMap((folder) =>
    instancesIn(folder).map((number) => ({
      number,
      folder,
      k6: readK6Result(folder, number),
      end: readInstanceEnd(folder, number),
    })),
  );
  noTwice(instances);
  const { whole, beganAtMs, fileEnds, lagSamples } = await aggregateOf(manifest, instances);
  const ends = instances.flatMap(({ end }) => end ?? []);
  const aggregate = overItsLength(whole, ends, beganAtMs);
  const missing = missingParts(manifest, instances, fileEnds);
  const unwatched = loadBegan(aggregate) ? instances.filter((_, index) => lagSamples[index] === 0) : [];
  const { rules, filters, journeyShapes: journeys } = manifest.shape;
  const doubts = [
    ...missing,
    ...unwatched.map(({ number }) => `nobody watched the generator of instance ${number}: run again`),
    ...crossChecked(manifest, instances, aggregate),
  ];
  const judgement = warnOfEmptyFilters(
    judge(aggregate, rules, { ends, doubts, ...(journeys && { journeys }) }),
    filters,
    aggregate,
    manifest.plan.settings,
  );
  const plan = { ...manifest.plan, ...versionsOf(instances), ...startOf(instances) };
  const result = makeResult(LOADLINE_VERSION, plan, aggregate, judgement);
  return missing.length > 0 ? { ...result, incomplete: missing } : result;
}

function oneManifest(folders: readonly string[]): Manifest {
  const manifests = folders.map((folder) => ({ folder, manifest: readManifest(folder) }));
  const [first] = manifests;
  if (!first) throw new ConfigurationError([{ where: 'DIR', message: 'name the folder of a run' }]);
  const problems = manifests.flatMap(({ folder, manifest }): Problem[] => {
    const { runId } = first.manifest.plan;
    if (manifest.plan.runId === runId) return [];
    const message = `is run ${manifest.plan.runId}, but ${first.folder} is ${runId}: name folders of one run`;
    return [{ where: folder, message }];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
  return first.manifest;
}

function noTwice(instances: readonly Instance[]): void {
  const problems = instances.flatMap(({ number, folder }, index): Problem[] => {
    const earlier = instances.slice(0, index).find((other) => other.number === number);
    if (!earlier) return [];
    return [{ where: folder, message: `instance ${number} is in ${earlier.folder} too: name it once` }];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
}

async function aggregateOf({ shape, plan }: Manifest, instances: readonly Instance[]) {
  const aggregator = new SampleAggregator(shape, plan.schedules);
  const parts = instances.map(({ k6 }) => aggregator.instance(k6?.plan.startedAtMs));
  const failures = new FailureWatch();
  const files = instances.map(({ folder, number }, index) => ({
    path: runFiles.samples(folder, number),
    resolve: failures.watching(parts[index]?.resolve ?? (() => undefined)),
  }));
  const fileEnds = await readSamples(files, (us) => aggregator.progress(us));
  const samples = parts.map(({ lagSamples }) => lagSamples());
  return {
    whole: failures.addTo(aggregator.aggregate(), examplesOf(instances)),
    beganAtMs: aggregator.beganAtMs,
    fileEnds,
    lagSamples: samples,
  };
}

/** What is not there, in words: an instance, its end, a part of its samples. */
function missingParts(
  { instances: expected, flat }: Manifest,
  instances: readonly Instance[],
  ends: readonly SampleFileEnd[],
): string[] {
  const missing: string[] = [];
  for (let number = 1; number <= expected; number++) {
    const index = instances.findIndex((instance) => instance.number === number);
    const name = expected === 1 ? 'k6' : `instance ${number} of ${expected}`;
    const instance = instances[index];
    const cut = ends[index]?.cut;
    if (!instance) {
      missing.push(`${name} is missing: there is no samples-${number}.csv.gz in any folder of the run`);
    } else if (cut !== undefined) {
      missing.push(`${name} did not come to its end: samples-${number}.csv.gz was read up to where ${cut}`);
    } else if (!instance.k6 && !flat) {
      missing.push(`${name} did not come to its end: it left no k6-${number}.json`);
    }
  }
  return missing;
}

/** k6 judges a whole run only when it is the only instance and has not been told to leave that to us. */
function crossChecked(
  { instances: expected, flat }: Manifest,
  instances: readonly Instance[],
  aggregate: Aggregate,
): string[] {
  const [only] = instances;
  return expected === 1 && !flat && only?.k6 ? disagreements(aggregate, only.k6) : [];
}

function versionsOf(instances: readonly Instance[]): Pick<Result['plan'], 'versions'> {
  const versions = Object.assign({}, ...instances.map(({ k6 }) => k6?.plan.versions ?? {}));
  return Object.keys(versions).length > 0 ? { versions } : {};
}

function startOf(instances: readonly Instance[]): Pick<Result['plan'], 'startedAtMs'> {
  const starts = instances.flatMap(({ k6 }) => k6?.plan.startedAtMs ?? []);
  return starts.length > 0 ? { startedAtMs: Math.min(...starts) } : {};
}
