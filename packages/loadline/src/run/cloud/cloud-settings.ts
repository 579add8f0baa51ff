import type { Problem } from '../../core/text/problem';

type Variables = Readonly<Record<string, string | undefined>>;

const PREFIX = 'K6_CLOUD_';

/** Required variables, with advice on what to write. k6 itself stops at the first missing one, with exit code 255. */
const NEEDED: Readonly<Record<string, string>> = {
  K6_CLOUD_TOKEN: 'write an access token of Grafana Cloud k6 into .env, or set the variable',
  K6_CLOUD_STACK_ID: 'write the number of the stack of Grafana Cloud, such as 123456',
  K6_CLOUD_PROJECT_ID: 'write the number of the project that the run belongs to, such as 1234567',
};

const NUMBERS = ['K6_CLOUD_STACK_ID', 'K6_CLOUD_PROJECT_ID'];

/** Optional settings of k6, without `K6_CLOUD_`: among others the name of the test and the address of the cloud. */
const FURTHER = ['NAME', 'HOST', 'HOST_V6', 'LOGS_TAIL_URL', 'TIMEOUT', 'TRACES_ENABLED', 'TRACES_HOST'];

const HANDED_ON = [...Object.keys(NEEDED), ...FURTHER.map((name) => `${PREFIX}${name}`)];

/** Lists settings of Grafana Cloud k6 that are missing, wrong, or not passed on to k6. */
export function cloudSettingsProblems(variables: Variables): Problem[] {
  const missing = Object.entries(NEEDED)
    .filter(([name]) => !variables[name])
    .map(([where, write]): Problem => ({ code: 'variable-missing', where, message: `is not set: ${write}` }));
  const wrong = NUMBERS.filter((name) => variables[name] && !/^[1-9]\d*$/.test(variables[name])).map(
    (where): Problem => ({
      code: 'variable-value',
      where,
      message: `is "${variables[where]}": ${NEEDED[where]}`,
    }),
  );
  const others = Object.keys(variables)
    .filter((name) => name.startsWith(PREFIX) && variables[name] && !HANDED_ON.includes(name))
    .map(
      (where): Problem => ({
        code: 'variable-of-k6',
        where,
        message: `is not handed to k6: unset it; k6 gets ${HANDED_ON.join(', ')}`,
      }),
    );
  return [...missing, ...wrong, ...others];
}

/**
 * The settings of Grafana Cloud k6 for one run.
 * @param test name of the run, unless the user has set another one
 */
export function cloudSettings(variables: Variables, test: string): Record<string, string> {
  const given = HANDED_ON.flatMap((name) => (variables[name] ? [[name, variables[name]]] : []));
  // Suites make no traces, and k6 would connect to another server for them.
  return { K6_CLOUD_NAME: test, K6_CLOUD_TRACES_ENABLED: 'false', ...Object.fromEntries(given) };
}
