import type { Problem } from '../../core/text/problem';
import type { SignIn } from '../auth/sign-in';
import type { Journey } from '../user/journey';
import type { MarkFormat } from '../user/mark';
import type { SuiteDeclaration, Users } from '../user/suite-definition';
import { declarationProblem, unknownKeys } from './unknown-keys';
import { journeyValueProblems } from './value-problems';

/** Required fields of a suite, with what to write for each. */
const OF_SUITE = {
  name: "write the name of its file, such as name: 'shop'",
  users: 'write users, the export that defineUsers({ journeys }) made',
  thresholds: "import thresholds from '../../thresholds/<name>.json' and write thresholds",
  target: "write where its system is, such as target: (env) => env.baseUrl('TARGET_HOST') ?? ''",
  cleanUp: "write a function that removes what a run made, or cleanUp: 'none'",
} satisfies Partial<Record<keyof SuiteDeclaration, string>>;

const OF_JOURNEY = {
  every: "write one user's period, such as every: '10s', or 'once'",
  maxDuration: "write the longest that an iteration may take, such as maxDuration: '5s'",
  tags: "write what TAGS chooses it by, such as tags: ['look']",
  calls: "write the calls of an iteration, such as calls: ['GET /orders/{id}']",
};

const SUITE: Record<keyof SuiteDeclaration, true> = {
  name: true,
  users: true,
  thresholds: true,
  setupCalls: true,
  teardownCalls: true,
  target: true,
  data: true,
  needs: true,
  health: true,
  drained: true,
  cleanUp: true,
  probes: true,
  around: true,
};

const USERS: Record<keyof Users, true> = { journeys: true, signIn: true, mark: true };

const JOURNEY: Record<keyof Journey, true> = {
  every: true,
  maxDuration: true,
  extraTime: true,
  pause: true,
  tags: true,
  calls: true,
  causes: true,
  metrics: true,
  weight: true,
  run: true,
};

const SIGN_IN: Record<keyof SignIn, true> = {
  fields: true,
  header: true,
  forEachRequest: true,
  concurrently: true,
  again: true,
  sessionOf: true,
  findAccount: true,
};

const MARK: Record<keyof MarkFormat, true> = { write: true, find: true };

/** Fields that the define functions add. */
const ADDED = ['run', 'sessionOf', 'findAccount'];

/**
 * Finds required fields that a suite and its journeys lack, fields that they do not have, and wrong values of journeys. A build
 * does not check types, so without this it would end with a TypeError, or ignore what a mistyped field asks for.
 */
export function declarationProblems(suite: Partial<SuiteDeclaration>): Problem[] {
  const where = `suite ${suite.name ?? '(without a name)'}`;
  const { users } = suite;
  const { journeys, signIn, mark } = users ?? {};
  const ofUsers = `${where}: users`;
  return [
    ...missing(suite, OF_SUITE, where),
    ...unknown(where, suite, SUITE),
    ...(users && Object.keys(journeys ?? {}).length === 0
      ? [declarationProblem(ofUsers, 'has no journeys: write defineUsers({ journeys: { … } })')]
      : []),
    ...unknown(ofUsers, users, USERS),
    ...unknown(`${ofUsers}: signIn`, signIn, SIGN_IN),
    ...unknown(`${ofUsers}: mark`, mark, MARK),
    ...Object.entries(journeys ?? {}).flatMap(([name, journey]) =>
      journeyProblems(`journey ${name}`, journey),
    ),
  ];
}

/** @param journey undefined for an import that does not exist */
function journeyProblems(where: string, journey: Journey | undefined): Problem[] {
  if (typeof journey !== 'object' || journey === null)
    return [declarationProblem(where, `is ${journey}: write what defineJourney() returns`)];
  return [
    ...missing(journey, OF_JOURNEY, where),
    ...unknown(where, journey, JOURNEY),
    ...journeyValueProblems(where, journey),
  ];
}

/**
 * Finds out whether a suite has the name and the thresholds of its files. A run reads `thresholds/<suite>.json` as it is then,
 * so other thresholds in the declaration would be replaced, and those of a file with another name would stay as they were built.
 * @param built as the build found the files; the content of a JSON file is one object, however often it is imported
 */
export function fileProblems(
  { name, thresholds }: Partial<SuiteDeclaration>,
  built: { readonly name: string; readonly thresholds?: unknown },
): Problem[] {
  const where = `suite ${name ?? '(without a name)'}`;
  const problems: Problem[] = [];
  if (name !== undefined && name !== built.name)
    problems.push(declarationProblem(where, `its file is ${built.name}.ts: write name: '${built.name}'`));
  if (thresholds !== undefined && built.thresholds !== undefined && thresholds !== built.thresholds)
    problems.push(
      declarationProblem(
        where,
        `its thresholds are not those of thresholds/${built.name}.json, which each run reads: import that file and write it as thresholds without a change, or give the file another name`,
      ),
    );
  return problems;
}

function unknown(where: string, declared: object | undefined, known: object): Problem[] {
  return unknownKeys(where, 'key', declared ?? {}, known, ADDED);
}

function missing(declared: object, needed: Readonly<Record<string, string>>, where: string): Problem[] {
  const has = declared as Readonly<Record<string, unknown>>;
  return Object.entries(needed)
    .filter(([key]) => has[key] === undefined)
    .map(([key, what]) => declarationProblem(where, `has no ${key}: ${what}`));
}
