import type { Problem } from '../../core/text/problem';
import type { SuiteDeclaration } from '../user/suite-definition';

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

/**
 * Finds required fields that a suite and its journeys lack. A build does not check types, so without this it would end with
 * a TypeError.
 */
export function declarationProblems(suite: Partial<SuiteDeclaration>): Problem[] {
  const where = `suite ${suite.name ?? '(without a name)'}`;
  const { journeys } = suite.users ?? {};
  const ofUsers: Problem[] =
    suite.users && !journeys
      ? [
          {
            code: 'suite-declaration',
            where: `${where}: users`,
            message: 'has no journeys: write defineUsers({ journeys: { … } })',
          },
        ]
      : [];
  return [
    ...missing(suite, OF_SUITE, where),
    ...ofUsers,
    ...Object.entries(journeys ?? {}).flatMap(([name, journey]) =>
      missing(journey, OF_JOURNEY, `journey ${name}`),
    ),
  ];
}

function missing(declared: object, needed: Readonly<Record<string, string>>, where: string): Problem[] {
  const has = declared as Readonly<Record<string, unknown>>;
  return Object.entries(needed)
    .filter(([key]) => has[key] === undefined)
    .map(([key, what]) => ({ code: 'suite-declaration', where, message: `has no ${key}: ${what}` }));
}
