import { basename } from 'node:path';
import { overItsLength } from '../core/figures/lasted';
import { thresholdsOfSeries } from '../core/observed/source';
import type { RunSpec } from '../core/spec/run-spec';
import { counted } from '../core/text/counted';
import { type Problem, throwProblems } from '../core/text/problem';
import type { InstanceEnd } from '../core/verdict/instance-end';
import { type Judgement, judge } from '../core/verdict/judge';
import { withOwnWarnings } from '../core/verdict/own-warnings';
import { makeResult, type Result } from '../core/verdict/result';
import { outputWarnings, type RunFacts } from '../core/verdict/run-facts';
import { stoppedOf, stoppedText } from '../core/verdict/stopped';
import { clockWarnings, endOnCommonClock, withCommonClock } from './clocks';
import { apart, beganMs, besideFigures, missingParts, type ReadInstance, sampleDoubts } from './doubts';
import { examplesOf } from './failure-facts';
import { type Instance, readInstance } from './instance';
import { endPath } from './instance-end-file';
import { judgeK6Figures } from './judge-k6-figures';
import { ownFileProblems } from './links';
import { listenerWarningsOf } from './listener-ends';
import { observedOf } from './observed';
import { instancesIn, readSpec, runFiles } from './run-folder';
import { checkParts, noTwice } from './run-parts';
import { readSamples, readUntil } from './samples/read-samples';
import { SampleAggregator, type WholeSamples } from './samples/sample-aggregator';
import { specHash } from './spec-hash';

/** What this process knows of a run that it did itself, even if the files are lost or damaged. */
export interface OwnRecords {
  readonly spec: RunSpec;
  readonly ends: readonly InstanceEnd[];
  /** The samples that were read while k6 wrote them. Absent: they are read from the files. */
  readonly samples?: WholeSamples;
  /** What went wrong with the files of the run, in words. */
  readonly problems: readonly string[];
}

/**
 * Makes the result of a run from the samples of all its instances: one aggregate and one verdict. The samples may have been
 * read while k6 wrote them; otherwise they are read from their files.
 * @param folders of one run; several when its instances ran on several machines
 * @param own records of a run that this process did, in one folder
 * @throws {ConfigurationError} when the folders are not those of one run, name an instance twice, or contain a `run.json`
 * that is not the run's own
 */
export async function makeRunResult(folders: readonly string[], own?: OwnRecords): Promise<Result> {
  const { spec, instances, problems } = readFolders(folders, own);
  if (spec.figures === 'k6') return judgeK6Figures(spec, instances[0]);
  const samples = own?.samples ?? (await samplesOf(spec, instances));
  const whole = samples.aggregate(examplesOf(instances));
  const read = instances.flatMap((instance): ReadInstance[] => {
    const part = samples.parts.get(instance.number);
    return part ? [{ ...instance, ...part }] : [];
  });
  const { thresholds, loadMs, journeys } = spec;
  const ends = instances.flatMap((instance) => endOnCommonClock(instance) ?? []);
  const collected = new Set(ends.flatMap(({ doubts: found = [] }) => found));
  const uncaught = ends.reduce((sum, { uncaught: errors }) => sum + (errors?.count ?? 0), 0);
  const began = beganAtMs(read);
  const stopped = stoppedOf(ends, began);
  const lasted = overItsLength(whole, ends, began);
  const observed = observedOf(spec, instances, began, lasted);
  const aggregate = spec.observed ? { ...lasted, observed: observed.stats } : lasted;
  const missing = missingParts(spec, read);
  const doubts = [
    ...(own?.problems ?? []),
    ...collected,
    ...missing,
    ...problems,
    ...sampleDoubts(spec, read, aggregate),
  ];
  const facts: RunFacts = {
    ends,
    journeys,
    observed: thresholdsOfSeries(spec.observed),
    logs: Array.from({ length: spec.instances }, (_, index) => basename(runFiles.log('', index + 1))),
    ...(stopped && { stoppedText: stoppedText(stopped, loadMs) }),
  };
  const first = judge(aggregate, thresholds, { ...facts, doubts });
  const contradicting = contradictions(first, spec, instances);
  const judged =
    contradicting.length === 0 ? first : judge(aggregate, thresholds, { ...facts, doubts: contradicting });
  const judgement = withOwnWarnings(judged, spec, aggregate);
  const runFacts = { ...startOf(instances), ...versionsOf(instances) };
  return {
    ...makeResult(LOADLINE_VERSION, spec, runFacts, aggregate, {
      ...judgement,
      warnings: [
        ...judgement.warnings,
        ...apart(read, loadMs).warnings,
        ...clockWarnings(instances),
        ...besideFigures(spec.instances, read),
        ...observed.warnings,
        ...[observed.hurts(judgement)].filter((text) => text !== undefined),
        ...outputWarnings(ends),
        // Those of a run of this process are not known before it has sent the result to them.
        ...(own ? [] : instances.flatMap(({ folder, number }) => listenerWarningsOf(folder, number))),
      ],
    }),
    ...(uncaught > 0 && { uncaughtErrors: uncaught }),
    ...(stopped && { stopped }),
    ...(missing.length > 0 && { incomplete: missing }),
  };
}

/** Contents of the folders of a run, without its samples. */
interface RunFolders {
  readonly spec: RunSpec;
  readonly instances: readonly Instance[];
  /** Files that do not belong to this run or were changed since they were written, in words. */
  readonly problems: readonly string[];
}

/** @throws {ConfigurationError} as {@link makeRunResult} does */
function readFolders(folders: readonly string[], own: OwnRecords | undefined): RunFolders {
  const specs = folders.map((folder) => ({ folder, spec: own?.spec ?? readSpec(folder) }));
  const { spec, problems: differences } = checkParts(specs);
  const parts = specs.map((part) => ({ ...part, hash: specHash(part.spec) }));
  const problems = [...differences];
  const known = own?.ends ?? [];
  const all = parts.flatMap((part) => {
    const numbers = new Set([...instancesIn(part.folder), ...known.map(({ instance }) => instance)]);
    return [...numbers].sort((a, b) => a - b).map((number) => ({ ...part, number }));
  });
  noTwice(all);
  if (!own)
    throwProblems(all.flatMap(({ number, folder }) => ownFileProblems(runFiles.samples(folder, number))));
  const changed: Problem[] = [];
  const instances = all.flatMap(({ number, folder, hash }): Instance[] => {
    const end = known.find(({ instance }) => instance === number);
    const read = readInstance(folder, number, spec.runId, end);
    problems.push(...read.problems);
    if (read.specHash !== undefined && read.specHash !== hash) changed.push(otherSpec(folder, number));
    if (number <= spec.instances) return [read.instance];
    const file = runFiles.samples(folder, number);
    problems.push(
      `${file} is not of this run, which has ${counted(spec.instances, 'instance')}: it was not read`,
    );
    return [];
  });
  throwProblems(changed);
  return { spec, instances: withCommonClock(instances), problems };
}

/** A run must be judged by the spec that k6 ran with. */
function otherSpec(folder: string, number: number): Problem {
  const message = `is not the one that instance ${number} was started with, whose hash is in ${endPath(folder, number)}: put the original back, or run again; of several machines name the folder of each, with its own run.json`;
  return { code: 'run-unreadable', where: runFiles.spec(folder), message };
}

async function samplesOf(spec: RunSpec, instances: readonly Instance[]): Promise<WholeSamples> {
  const lateMs = await lateStarts(spec, instances);
  const samples = new SampleAggregator(spec);
  const files = instances.map(({ folder, number }, index) =>
    samples.file(number, runFiles.samples(folder, number), lateMs[index]),
  );
  return samples.whole(await readSamples(files, samples.progress));
}

/**
 * Delay of each instance's start after the first one, in ms, so that a second of the run is the same second for all
 * instances. Empty when a clock was not measured: seconds then count from each instance's own start.
 */
async function lateStarts(spec: RunSpec, instances: readonly Instance[]): Promise<readonly number[]> {
  if (instances.some(({ offsetMs }) => offsetMs === undefined)) return [];
  const starts: (number | undefined)[] = [];
  for (const { folder, number, offsetMs = 0 } of instances) {
    const samples = new SampleAggregator(spec).instance();
    const file = { path: runFiles.samples(folder, number), resolve: samples.resolve, loadMs: spec.loadMs };
    await readUntil(file, () => samples.beganAtMs() !== undefined);
    const began = samples.beganAtMs();
    starts.push(began === undefined ? undefined : began + offsetMs);
  }
  const known = starts.filter((atMs) => atMs !== undefined);
  const first = Math.min(...known);
  return known.length === 0 ? [] : starts.map((atMs = first) => atMs - first);
}

/** When the first instance began its load, in ms since the epoch. */
function beganAtMs(instances: readonly ReadInstance[]): number | undefined {
  const starts = instances.flatMap((instance) => beganMs(instance) ?? []);
  return starts.length > 0 ? Math.min(...starts) : undefined;
}

/**
 * A single k6 evaluates the same thresholds. So when the verdict is pass and k6's exit code is not 0, the verdict cannot be
 * trusted.
 */
function contradictions(
  { verdict }: Judgement,
  { instances: expected, flat }: RunSpec,
  [only]: readonly Instance[],
): string[] {
  const exitCode = only?.end?.exitCode ?? 0;
  if (verdict !== 'pass' || expected > 1 || flat || exitCode === 0) return [];
  return [`the samples say pass, but k6 ended with ${exitCode}${said(only?.k6)}: the run cannot be judged`];
}

function said(k6: Result | undefined): string {
  return k6 && k6.reasons.length > 0 ? ` (${k6.reasons.join('; ')})` : '';
}

function versionsOf(instances: readonly Instance[]): Pick<Result, 'versions'> {
  const versions = Object.assign({}, ...instances.map(({ k6 }) => k6?.versions ?? {}));
  return Object.keys(versions).length > 0 ? { versions } : {};
}

function startOf(instances: readonly Instance[]): Pick<Result, 'startedAtMs'> {
  const starts = instances.flatMap(({ k6, offsetMs = 0 }) =>
    k6?.startedAtMs === undefined ? [] : k6.startedAtMs + offsetMs,
  );
  return starts.length > 0 ? { startedAtMs: Math.min(...starts) } : {};
}
