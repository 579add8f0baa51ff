import type { Listener } from '../core/telemetry/listener';
import { parseDuration } from '../core/text/duration';
import type { Problem } from '../core/text/problem';
import type { EnvironmentFile } from './environment-file';
import type { ListenerFile } from './listener-file';
import type { RegisteredTest } from './registry-file';
import { missingSecrets, openSecrets } from './source-secrets';

const USUAL_INTERVAL_MS = 5_000;

/** A test and its environment, with their names in the plan files. */
interface Named {
  readonly environment: EnvironmentFile;
  readonly environmentName: string;
  readonly test: RegisteredTest;
  readonly testName: string;
}

/**
 * The listeners of a test: those of its environment, except for the ones that it replaces or leaves out, and its own.
 * @param variables environment variables of the process, including those of `.env`; undefined: secrets are set elsewhere
 */
export function resolveListeners(
  { environment, environmentName, test, testName }: Named,
  variables: Readonly<Record<string, string | undefined>> | undefined,
): { readonly listeners: readonly Listener[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const own = test.listeners ?? {};
  const inherited = environment.listeners ?? {};
  const ofTest = `plans/registry.yml: tests.${testName}.listeners`;
  const ofEnvironment = `plans/environments/${environmentName}.yml: listeners`;
  for (const [name, file] of Object.entries(own)) {
    if (file === false && !Object.hasOwn(inherited, name))
      problems.push({
        code: 'plan-file-value',
        where: `${ofTest}.${name}`,
        message: `leaves out a listener that environment ${environmentName} does not have: leave this line out`,
      });
  }
  const all = { ...inherited, ...own };
  const receivers = new Map<string, string>();
  const listeners = Object.entries(all).flatMap(([name, file]) => {
    if (file === false) return [];
    const where = `${Object.hasOwn(own, name) ? ofTest : ofEnvironment}.${name}`;
    problems.push(...missingSecrets(file, where, variables), ...openSecrets(file, where));
    const { kind, url = '', token, headers = {} } = file;
    const receiver = JSON.stringify([url.replace(/\/+$/, ''), token, headers]);
    const first = kind === 'prometheus' ? receivers.get(receiver) : undefined;
    if (kind === 'prometheus') receivers.set(receiver, name);
    if (first !== undefined)
      problems.push({
        code: 'plan-file-value',
        where: `${where}.url`,
        message: `is also the address of listener ${first}, and Prometheus refuses a second value of the same series: leave out one of the two`,
      });
    return [toListener(name, file)];
  });
  return { listeners, problems };
}

function toListener(name: string, file: ListenerFile): Listener {
  const {
    kind,
    url,
    token,
    headers = {},
    interval,
    final,
    optional = false,
    index,
    temporality,
    histograms,
    names,
  } = file;
  return {
    name,
    kind,
    ...(url !== undefined && { url: url.replace(/\/+$/, '') }),
    ...(token !== undefined && { token }),
    headers,
    everyMs: final ? 'final' : interval === undefined ? USUAL_INTERVAL_MS : parseDuration(interval),
    isOptional: optional,
    ...(index !== undefined && { index }),
    ...(temporality !== undefined && { temporality }),
    ...(histograms !== undefined && { histograms }),
    ...(names === 'old' && { hasOldNames: true }),
  };
}
