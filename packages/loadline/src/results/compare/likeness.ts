import { isMadeByCommand } from '../../core/spec/made-by';
import type { Schedule } from '../../core/spec/schedule';
import { oneLine } from '../../core/text/printable';
import type { Problem } from '../../core/text/problem';
import { mainReason } from '../../core/verdict/main-reason';
import type { Result } from '../../core/verdict/result';
import { isCutShort, stoppedText } from '../../core/verdict/stopped';

/** Differences that can be ignored, each by its own option `--ignore-<name>`. */
export const SAFEGUARDS = {
  target: 'runs against another address',
  plan: 'runs of another profile, number of users, length, schedule or fault',
  suite: 'runs of another suite',
  invalid: 'runs whose verdict is invalid',
  duplicates: 'a run that is given more than once',
} as const;

export type Safeguard = keyof typeof SAFEGUARDS;

/** Why runs must not be compared, and the safeguard that refuses them. */
export interface Refusal extends Problem {
  readonly safeguard: Safeguard;
}

/** Settings that differ from run to run, or that the spec already holds in other fields. */
const OWN_SETTINGS = new Set([
  'RUN_ID',
  'OUT',
  'SERVICE_HOST',
  'SERVICE_PORT',
  'TARGET_HOST',
  'PROFILE',
  'USERS',
  'DURATION',
  'SPAWN_RATE',
]);

/**
 * Why runs must not be compared: they have different specs or targets, their figures are invalid, or a run is given twice.
 * One problem for each.
 */
export function refusals(runs: readonly Result[]): Refusal[] {
  const by = (safeguard: Safeguard, problems: readonly Problem[]) =>
    problems.map((problem) => ({ ...problem, safeguard }));
  return [
    ...by('duplicates', givenTwice(runs)),
    ...by('invalid', invalid(runs)),
    ...by(
      'suite',
      differences(({ spec }) => ({ suite: { shown: spec.suite } }), runs),
    ),
    ...by(
      'target',
      differences(({ spec }) => ({ target: { shown: spec.target } }), runs),
    ),
    ...by('plan', differences(planFacts, runs)),
  ];
}

/** A fact that differs between the runs, with its values by side, each once. */
export interface PlanDifference {
  readonly what: string;
  readonly base: readonly string[];
  readonly candidate: readonly string[];
}

/** What differs between two groups of runs, or within one: target, plan, settings, bounds of thresholds. */
export function planDifferences(base: readonly Result[], candidate: readonly Result[]): PlanDifference[] {
  const factsOf = (run: Result): Facts => ({
    suite: { shown: run.spec.suite },
    target: { shown: run.spec.target },
    ...planFacts(run),
    ...settingFacts(run),
    ...commitFacts(run),
    ...Object.fromEntries(
      (run.thresholds ?? []).map(({ id, level, bound }) => [
        `threshold ${id}`,
        { shown: level === 'warn' ? `warn ${bound}` : bound },
      ]),
    ),
  });
  const sides = [base.map(factsOf), candidate.map(factsOf)];
  const names = [...new Set(sides.flat().flatMap((facts) => Object.keys(facts)))];
  return names.flatMap((what) => {
    const valuesOf = (side: readonly Facts[], part: 'shown' | 'exact') => [
      ...new Set(side.map((facts) => facts[what]?.[part] ?? facts[what]?.shown ?? 'none')),
    ];
    if (valuesOf(sides.flat(), 'exact').length < 2) return [];
    const [of = [], then = []] = sides.map((side) => valuesOf(side, 'shown'));
    return [{ what, base: of, candidate: then }];
  });
}

/** A text that is the same for all comparable runs: those of one suite, plan and target. */
export function likenessKey(run: Result): string {
  const { suite, target } = run.spec;
  return sortedJson([
    suite,
    target,
    Object.entries(planFacts(run)).map(([name, { shown, exact = shown }]) => [name, exact]),
  ]);
}

/**
 * Warnings about runs that may be compared: different settings, versions or instances, runs that a proof made, loads that
 * ended early, figures with gaps. Two sides may have different commits, as a comparison of commits is the purpose; the runs
 * of one side should not.
 * @param sides groups of runs, each of one system
 */
export function cautions(...sides: readonly (readonly Result[])[]): string[] {
  const runs = sides.flat();
  const others = [
    ...differences(settingFacts, runs),
    ...sides.flatMap((side) => differences(commitFacts, side)),
  ].map(({ where, message }) => `${where}: ${message}`);
  return [...others, ...gaps(runs)].map(oneLine);
}

/** What runs do not cover: loads that ended early, and figures with gaps. */
function gaps(runs: readonly Result[]): string[] {
  return runs.flatMap(({ spec, stopped, incomplete = [] }) => [
    ...(isCutShort(stopped, spec.loadMs) ? [`${spec.runId} was ${stoppedText(stopped, spec.loadMs)}`] : []),
    ...incomplete.map((what) => `${spec.runId} is incomplete: ${what}`),
  ]);
}

function givenTwice(runs: readonly Result[]): Problem[] {
  const ids = runs.map(({ spec }) => spec.runId);
  const twice = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...twice].map(
    (id): Problem => ({
      code: 'runs-count',
      where: id,
      message: 'is given more than once: one run is one observation, name it once',
    }),
  );
}

function invalid(runs: readonly Result[]): Problem[] {
  return runs
    .filter(({ verdict }) => verdict === 'invalid')
    .map(
      (run): Problem => ({
        code: 'runs-unlike',
        where: run.spec.runId,
        message: `its verdict is invalid, its figures mean nothing: ${mainReason(run)}`,
      }),
    );
}

/** Facts of one run that must be equal in all runs, by name: the text to show, and the text to compare where that is another. */
type Facts = Record<string, { readonly shown: string; readonly exact?: string }>;

function differences(factsOf: (run: Result) => Facts, runs: readonly Result[]): Problem[] {
  const facts = runs.map(factsOf);
  const names = [...new Set(facts.flatMap((one) => Object.keys(one)))];
  return names.flatMap((name) => {
    const groups = new Map<string, { shown: string; ids: string[] }>();
    runs.forEach(({ spec }, index) => {
      const { shown, exact = shown } = facts[index]?.[name] ?? { shown: 'none' };
      const group = groups.get(exact) ?? { shown, ids: [] };
      groups.set(exact, { shown, ids: [...group.ids, spec.runId] });
    });
    if (groups.size === 1) return [];
    const texts = [...groups.values()].map(({ shown, ids }) => `${shown} in ${idsText(ids)}`);
    return [{ code: 'runs-unlike', where: name, message: texts.join('; ') }];
  });
}

function planFacts({ spec }: Result): Facts {
  const { profile, users, loadMs, warmUpMs = 0, journeys, fault } = spec;
  return {
    profile: { shown: profile },
    users: { shown: String(users) },
    'length of the load': { shown: `${loadMs} ms` },
    'warm-up': { shown: `${warmUpMs} ms` },
    ...(fault !== undefined && { fault: { shown: fault } }),
    ...Object.fromEntries(
      journeys.map(({ name, schedule }) => [
        `schedule of ${name}`,
        { shown: scheduleText(schedule), exact: sortedJson(schedule) },
      ]),
    ),
  };
}

function settingFacts({ spec, loadline }: Result): Facts {
  const settings = spec.settings.filter(({ name }) => !OWN_SETTINGS.has(name));
  return {
    loadline: { shown: loadline },
    k6: { shown: spec.versions?.k6 ?? 'unknown' },
    // The runs of a proof go through its proxy, also the one without a fault.
    'made by': { shown: isMadeByCommand(spec) ? 'a proof or a search for the capacity' : 'a user' },
    // Each instance is a k6 of its own: with more of them, each has more room, and adds less to the times.
    instances: { shown: String(spec.instances) },
    ...Object.fromEntries(settings.map(({ name, value }) => [`setting ${name}`, { shown: value }])),
  };
}

/** The commit of the project that a run was made from. Absent without git. */
function commitFacts({ spec }: Result): Facts {
  const commit = spec.versions?.commit;
  return commit === undefined ? {} : { commit: { shown: commit } };
}

function scheduleText(schedule: Schedule): string {
  const { kind, timeUnitMs } = schedule;
  if (kind === 'constant') return `${schedule.rate} per ${timeUnitMs} ms for ${schedule.durationMs} ms`;
  const targets = schedule.stages.map(({ target, durationMs }) => `${target} in ${durationMs} ms`);
  return `${schedule.startRate} to ${targets.join(', ')} per ${timeUnitMs} ms`;
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function idsText(ids: readonly string[]): string {
  const [first = '', second] = ids;
  if (second === undefined) return first;
  return ids.length === 2 ? `${first}, ${second}` : `${first} and ${ids.length - 1} more`;
}
