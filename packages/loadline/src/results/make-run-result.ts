import { basename } from 'node:path';
import { overItsLength } from '../core/figures/lasted';
import type { RunSpec } from '../core/spec/run-spec';
import { type Judgement, judge } from '../core/verdict/judge';
import { withOwnWarnings } from '../core/verdict/own-warnings';
import { makeResult, type Result } from '../core/verdict/result';
import type { RunFacts } from '../core/verdict/run-facts';
import { stoppedOf, stoppedText } from '../core/verdict/stopped';
import { apart, missingParts, type ReadInstance, sampleDoubts } from './doubts';
import { examplesOf } from './failure-facts';
import { type Instance, type OwnRecords, readInstances } from './read-instances';
import { runFiles } from './run-folder';
import { readSamples } from './samples/read-samples';
import { SampleAggregator, type WholeSamples } from './samples/sample-aggregator';

/**
 * Makes the result of a run from the samples of all its instances: one aggregate and one verdict. The samples may have been
 * read while k6 wrote them; otherwise they are read from their files.
 * @param folders of one run; several when its instances ran on several machines
 * @param own records of a run that this process did, in one folder
 * @throws {ConfigurationError} when the folders are not those of one run
 */
export async function makeRunResult(folders: readonly string[], own?: OwnRecords): Promise<Result> {
  const { spec, instances, problems } = readInstances(folders, own);
  const samples = own?.samples ?? (await samplesOf(spec, instances));
  const whole = samples.aggregate(examplesOf(instances));
  const read = instances.flatMap((instance): ReadInstance[] => {
    const part = samples.parts.get(instance.number);
    return part ? [{ ...instance, ...part }] : [];
  });
  const { thresholds, loadMs, journeys } = spec;
  const ends = instances.flatMap(({ end }) => end ?? []);
  const uncaught = ends.reduce((sum, { uncaught: errors }) => sum + (errors?.count ?? 0), 0);
  const began = beganAtMs(read);
  const stopped = stoppedOf(ends, began);
  const aggregate = overItsLength(whole, ends, began);
  const missing = missingParts(spec, read);
  const doubts = [...(own?.problems ?? []), ...missing, ...problems, ...sampleDoubts(spec, read, aggregate)];
  const facts: RunFacts = {
    ends,
    journeys,
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
      warnings: [...judgement.warnings, ...apart(read, loadMs).warnings],
    }),
    ...(uncaught > 0 && { uncaughtErrors: uncaught }),
    ...(stopped && { stopped }),
    ...(missing.length > 0 && { incomplete: missing }),
  };
}

async function samplesOf(spec: RunSpec, instances: readonly Instance[]): Promise<WholeSamples> {
  const samples = new SampleAggregator(spec);
  const files = instances.map(({ folder, number }) => samples.file(number, runFiles.samples(folder, number)));
  return samples.whole(await readSamples(files, samples.progress));
}

/** When the first instance began its load, in ms since the epoch. */
function beganAtMs(instances: readonly ReadInstance[]): number | undefined {
  const starts = instances.flatMap(({ samples, k6 }) => samples.beganAtMs() ?? k6?.startedAtMs ?? []);
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
  const starts = instances.flatMap(({ k6 }) => k6?.startedAtMs ?? []);
  return starts.length > 0 ? { startedAtMs: Math.min(...starts) } : {};
}
