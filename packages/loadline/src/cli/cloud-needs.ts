import { isAllowedTarget } from '../core/network/allowed-target';
import { readLoadZones, SUCH_AS } from '../core/spec/load-zones';
import { OWN } from '../core/spec/own-variables';
import { collectProblems, type Problem } from '../core/text/problem';
import { isSecretName, MASK } from '../core/text/shown-value';
import { isListedAccount } from '../plans/role-variables';
import { cloudSettingsProblems } from '../run/cloud/cloud-settings';
import { k6Problems } from '../run/find-k6';
import { bundleOf } from '../run/home';
import { type Inspection, inspectBundle } from '../run/inspect-bundle';
import { memoryProblem } from '../run/memory-problem';
import { openFilesProblem } from '../run/open-files-problem';
import { isAccount } from './account-variables';
import type { PreparedTest } from './test-options';

/** Where the load is generated: in the load zones of Grafana Cloud k6, or on this machine. */
export type Place = 'cloud' | 'here';

/**
 * Inspects a test for a run in Grafana Cloud k6, where accounts come from the secret store of the cloud.
 * @param problems receives the problems that prevent the run
 * @returns undefined when no spec can be made
 */
export function inspectForCloud(
  { test, variables, files }: PreparedTest,
  runId: string,
  problems: Problem[],
): Inspection | undefined {
  const given = Object.entries(variables).filter(([name]) => !isAccount(name));
  const accounts = variables.USER_ACCOUNTS || namedAccounts(test, variables);
  const whole = { OUT: undefined, INSTANCES: undefined, INSTANCE: undefined };
  const all = { ...Object.fromEntries(given), ...whole, RUN_ID: runId, USER_ACCOUNTS: accounts };
  const bundle = bundleOf(test.suite);
  const inspected = collectProblems(problems, () => inspectBundle(bundle, all, files));
  problems.push(...(inspected?.problems ?? []));
  return inspected;
}

/** Number of accounts that the test's environment or the variables name, as text. The values are not used. */
function namedAccounts({ sources }: PreparedTest['test'], variables: NodeJS.ProcessEnv): string | undefined {
  const numbers = Object.keys(variables)
    .filter((name) => (sources[name] === undefined ? variables[name] : isListedAccount(sources[name])))
    .map((name) => Number(/^USER_(\d+)_/.exec(name)?.[1] ?? 0));
  const most = Math.max(0, ...numbers);
  return most === 0 ? undefined : String(most);
}

/**
 * Lists everything that a run in Grafana Cloud k6 lacks. k6 itself stops at the first problem, with exit code 255.
 * @param prepared undefined when the test was not found
 */
export function cloudProblems(
  prepared: PreparedTest | undefined,
  inspected: Inspection | undefined,
  place: Place,
): Problem[] {
  const variables = prepared?.variables ?? process.env;
  return [
    ...cloudSettingsProblems(variables),
    ...k6Problems(),
    ...secretSource(variables),
    ...(inspected ? suiteProblems(inspected, variables) : []),
    ...(inspected && place === 'cloud' ? farProblems(inspected, variables) : []),
    ...(inspected && place === 'here'
      ? [...memoryProblem(inspected.spec), ...openFilesProblem(inspected.spec)]
      : []),
  ];
}

function secretSource({ K6_SECRET_SOURCE: source }: NodeJS.ProcessEnv): Problem[] {
  if (!source) return [];
  const message = 'has no effect, as the accounts come from the secret store of Grafana Cloud k6: unset it';
  return [{ code: 'option-without-effect', where: 'K6_SECRET_SOURCE', message }];
}

/** Problems of the suite: it may need values that cannot be uploaded. */
function suiteProblems({ spec, info }: Inspection, variables: NodeJS.ProcessEnv): Problem[] {
  const ofAccounts = info.variables.filter((name) => /^USER_1_/.test(name));
  const unnamed = ofAccounts.length > 0 && !spec.settings.some(({ name }) => name === 'USER_ACCOUNTS');
  const secrets = info.variables.filter((name) => !isAccount(name) && isSecretName(name) && variables[name]);
  const masked = spec.settings.filter(({ name, value }) => variables[name] && value.includes(MASK));
  return [
    ...(unnamed ? [noAccounts(ofAccounts)] : []),
    ...[...secrets, ...masked.map(({ name }) => name)].map(
      (where): Problem => ({
        code: 'cloud-upload',
        where,
        message:
          'holds a secret, and an upload would keep it in plain text: only fields of accounts can come from the secret store of the cloud; unset it, or use `loadline run`',
      }),
    ),
    ...(variables.HTTP_PROXY && spec.settings.some(({ source }) => source === '--proxy')
      ? [withoutEffect('--proxy')]
      : []),
    ...(spec.debug ? [withoutEffect('DEBUG')] : []),
  ];
}

function withoutEffect(where: string): Problem {
  const message = 'has no effect in Grafana Cloud k6: leave it out, or use `loadline run`';
  return { code: 'option-without-effect', where, message };
}

function noAccounts(fields: readonly string[]): Problem {
  const names = fields.join(' and ');
  const message = `is not set: write how many accounts the secret store of Grafana Cloud k6 holds, as ${names} and so on, such as USER_ACCOUNTS=2`;
  return { code: 'variable-missing', where: 'USER_ACCOUNTS', message };
}

/** Problems that only a load from the load zones of the cloud has. */
function farProblems({ spec }: Inspection, { LOCATION }: NodeJS.ProcessEnv): Problem[] {
  const problems: Problem[] = [];
  if (isAllowedTarget(spec.target, [])) {
    const message = `${spec.target} is this machine, which the load generators of Grafana Cloud k6 cannot reach: name an environment that they reach with --env, or write --local-execution`;
    problems.push({ code: 'cloud-upload', where: 'the address of the system', message });
  }
  // The suite itself reports shares that are wrong.
  if (LOCATION && readLoadZones(LOCATION) === undefined)
    problems.push({ code: 'variable-value', where: 'LOCATION', message: `is "${LOCATION}": ${SUCH_AS}` });
  return problems;
}

/** Variables that are uploaded with the script: the settings that the plan shows, and the sources of their values. */
export function uploadedVariables(
  { spec }: Inspection,
  variables: NodeJS.ProcessEnv,
): Record<string, string> {
  const given = spec.settings.flatMap(({ name, value, source }) =>
    source === 'default' || !(variables[name] || OF_COMMAND.includes(name)) || value.includes(MASK)
      ? []
      : [[name, variables[name] || value] as const],
  );
  const sources = JSON.parse(variables[OWN.sources] ?? '{}') as Record<string, string>;
  const kept = given.flatMap(([name]) => (sources[name] === undefined ? [] : [[name, sources[name]]]));
  return { ...Object.fromEntries(given), [OWN.sources]: JSON.stringify(Object.fromEntries(kept)) };
}

/** Settings that `loadline cloud` itself adds. */
const OF_COMMAND = ['RUN_ID', 'USER_ACCOUNTS'];
