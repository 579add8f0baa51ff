import type { Aggregate } from '../core/figures/aggregate';
import type { RunSpec } from '../core/spec/run-spec';
import { counted } from '../core/text/counted';
import { showSeconds } from '../core/text/numbers';
import { type Beside, besideDoubts, besideWarnings } from '../core/verdict/beside';
import type { InstanceEnd } from '../core/verdict/instance-end';
import { loadBegan } from '../core/verdict/judge';
import { STOPPED } from '../core/verdict/stopped';
import { disagreements } from './cross-check';
import type { Instance } from './instance';
import { EMPTY, NO_FILE, type SampleFileEnd } from './samples/read-samples';
import type { InstanceSamples } from './samples/sample-aggregator';

/** An instance and what was read of its samples. */
export interface ReadInstance extends Instance {
  readonly file: SampleFileEnd;
  readonly samples: Pick<InstanceSamples, 'lagSamples' | 'beganAtMs' | 'beside' | 'figures'>;
}

/** k6's exit codes when all is well, and when thresholds broke. */
const [ENDED, BROKE] = [0, 99];
const MOST_APART_MS = 2_000;
const MOST_APART_SHARE = 0.02;
const WARN_APART_MS = 500;
/** A clock may be set while a run goes on. */
const CLOCK_STEP_MS = 2_000;

/** What is not there, in words: an instance, its end, a part of its samples. */
export function missingParts(
  { instances: expected, flat }: RunSpec,
  instances: readonly ReadInstance[],
): string[] {
  return Array.from({ length: expected }, (_, index) => index + 1).flatMap((number) => {
    const instance = instances.find((one) => one.number === number);
    const name = expected === 1 ? 'k6' : `instance ${number} of ${expected}`;
    if (!instance) {
      return [`${name} is missing: there is no samples-${number}.csv.gz in any folder of the run`];
    }
    const { file, k6, end, hasBadEnd } = instance;
    const whys = [
      ...(end ? endings(end) : []),
      ...(end || hasBadEnd ? [] : [`there is no end-${number}.json, so loadline itself ended before it`]),
      ...(file.cut === undefined ? [] : [cutText(number, file.cut)]),
      ...(k6 || flat ? [] : [`it left no k6-${number}.json`]),
    ];
    return whys.length === 0 ? [] : [`${name} did not come to its end: ${whys.join(', ')}`];
  });
}

function cutText(number: number, cut: string): string {
  const file = `samples-${number}.csv.gz`;
  if (cut === NO_FILE) return `there is no ${file}`;
  return cut === EMPTY ? `${file} is empty` : `${file} was read up to where ${cut}`;
}

/** What is wrong with how a process ended, in words. */
export function endings(end: InstanceEnd): string[] {
  const { instance, killedBy, exitCode, startedAtMs, endedAtMs, stopped, setupError } = end;
  const after = `${showSeconds(endedAtMs - startedAtMs)} after its start`;
  if (killedBy !== undefined) return [`it was killed by ${killedBy} ${after}`];
  const isExpected = exitCode === ENDED || exitCode === BROKE || exitCode === STOPPED;
  if (exitCode === undefined) {
    // Nobody saw the code of a k6 that outlived loadline, or did not start. That it was stopped says the rest.
    const isToldElsewhere = stopped !== undefined && stopped.by !== 'threshold';
    return isToldElsewhere ? [] : [`end-${instance}.json tells neither its exit code nor a signal`];
  }
  // The error of set-up is a reason by itself, and says more than k6's code for it.
  if (isExpected || stopped || setupError !== undefined) return [];
  return [`it ended with k6's exit code ${exitCode} ${after}`];
}

/** Why the samples cannot be those of this run, in words. */
export function sampleDoubts(
  { loadMs, instances: expected, flat }: RunSpec,
  instances: readonly ReadInstance[],
  aggregate: Aggregate,
): string[] {
  return [
    ...copies(instances),
    ...instances.flatMap(({ file }) =>
      file.far === undefined ? [] : [`${file.path} holds samples from another time, ${file.far}: left out`],
    ),
    ...instances.flatMap(otherTime),
    ...instances.flatMap(lostSamples),
    ...aggregate.journeys.flatMap(({ journey, started, done, planned }) => {
      const count = Math.max(started, done);
      if (count <= planned.max + startedLate(planned.max, loadMs, aggregate)) return [];
      return [
        `${journey}: ${counted(count, 'iteration')}, but the schedule has at most ${planned.max}: samples of another run are among them, or some are there twice`,
      ];
    }),
    ...(loadBegan(aggregate) ? unwatched(instances) : []),
    ...instances.flatMap((instance) => besideOf(instance, expected, besideDoubts)),
    ...(flat ? [] : instances.flatMap((instance) => crossChecked(instance, expected))),
    ...(loadMs > 0 ? apart(instances, loadMs).invalid : []),
  ];
}

/**
 * Number of iterations that k6 may start beyond the schedule. If it stands still at the end of the load, the end and
 * further iterations are both due afterwards, and k6 takes them in any order.
 */
function startedLate(planned: number, loadMs: number, { generatorLag }: Aggregate): number {
  return loadMs > 0 ? Math.floor((planned / loadMs) * (generatorLag?.max ?? 0)) : 0;
}

/** k6 takes its samples while it runs, by the clock of the same machine. */
function otherTime({ number, file: { path, earliestUs, latestUs }, end }: ReadInstance): string[] {
  if (!end) return [];
  const earlyMs = end.startedAtMs - earliestUs / 1_000;
  const lateMs = latestUs / 1_000 - end.endedAtMs;
  if (Math.max(earlyMs, lateMs) <= CLOCK_STEP_MS) return [];
  const when =
    earlyMs > lateMs
      ? `${showSeconds(earlyMs)} before it began`
      : `${showSeconds(lateMs)} after it had ended`;
  return [`${path} holds samples that k6 of instance ${number} took ${when}: use the file of that instance`];
}

/**
 * A file can lack samples and still be valid gzip, so its samples are compared with the count of those that k6 wrote.
 */
function lostSamples({ number, file: { path, samples, cut }, end }: ReadInstance): string[] {
  if (end?.samples === undefined || cut !== undefined || end.samples === samples) return [];
  const share = `it holds ${samples} of ${counted(end.samples, 'sample')}`;
  return [`${path} is not what k6 of instance ${number} wrote, ${share}: use the file of that instance`];
}

/** Two processes do not take their first and their last sample in the same microsecond. */
function copies(instances: readonly ReadInstance[]): string[] {
  return instances.flatMap(({ file }, index) => {
    const original = instances.slice(0, index).find(({ file: { earliestUs, latestUs, samples } }) => {
      const isSame = earliestUs === file.earliestUs && latestUs === file.latestUs;
      return samples > 1 && isSame;
    });
    if (!original) return [];
    return [`${file.path} is a copy of ${original.file.path}: use the file of that instance`];
  });
}

function unwatched(instances: readonly ReadInstance[]): string[] {
  return instances
    .filter(({ samples }) => samples.lagSamples() === 0)
    .map(({ number }) => `nobody watched the generator of instance ${number}: run again`);
}

/** Warnings about what no figure of loadline holds. */
export function besideFigures(expected: number, instances: readonly ReadInstance[]): string[] {
  return instances.flatMap((instance) => besideOf(instance, expected, besideWarnings));
}

function besideOf(
  { number, samples }: ReadInstance,
  expected: number,
  texts: (beside: Beside) => readonly string[],
): string[] {
  const name = expected === 1 ? '' : `instance ${number}: `;
  return texts(samples.beside()).map((text) => `${name}${text}`);
}

/** k6 keeps figures of its own part only, so each is held against the samples of that instance. */
function crossChecked({ number, k6, file, samples }: ReadInstance, expected: number): string[] {
  if (!k6 || file.cut !== undefined) return [];
  const name = expected === 1 ? '' : `instance ${number}: `;
  return disagreements(samples.figures(), k6).map((text) => `${name}${text}`);
}

/** Start of an instance's load on the common clock, in ms since the epoch. */
export function beganMs({ samples, k6, offsetMs = 0 }: ReadInstance): number | undefined {
  const atMs = samples.beganAtMs() ?? k6?.startedAtMs;
  return atMs === undefined ? undefined : atMs + offsetMs;
}

/** How far in time the instances lie apart: loads one after the other are not one load of the planned size. */
export function apart(
  instances: readonly ReadInstance[],
  loadMs: number,
): { readonly invalid: readonly string[]; readonly warnings: readonly string[] } {
  const starts = instances
    .flatMap((instance) => {
      const atMs = beganMs(instance);
      return atMs === undefined ? [] : [{ number: instance.number, atMs }];
    })
    .toSorted((a, b) => a.atMs - b.atMs);
  const [first, last] = [starts[0], starts.at(-1)];
  if (!first || !last) return { invalid: [], warnings: [] };
  const offMs = last.atMs - first.atMs;
  const mostMs = Math.max(MOST_APART_MS, MOST_APART_SHARE * loadMs);
  const text = `instance ${last.number} began its load ${showSeconds(offMs)} after instance ${first.number}`;
  if (offMs > mostMs) {
    const why = `more than ${mostMs / 1000} s apart they are not one load of the planned size: start them together, such as with --start-at, and check the clocks of their machines`;
    return { invalid: [`${text}, ${why}`], warnings: [] };
  }
  return {
    invalid: [],
    warnings: offMs >= WARN_APART_MS ? [`${text}: the load was not whole all the time`] : [],
  };
}
