import { readBaseUrl, readHost, readHostAndPort } from '../core/network/address';
import type { AddressVariables } from '../core/spec/run-spec';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';
import { optionName } from './option-name';
import { type Assignment, assignmentTo } from './set-path';
import { targetsOf } from './target-variables';
import type { ChosenTest } from './test-variables';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Refuses an environment that the command line names beside variables that name another address: these would win, and the
 * load would go to another system than the one that was asked for.
 */
export function otherAddress({
  names,
  test: { suite },
  environment,
  suite: facts,
  options,
  assignments,
  variables,
}: ChosenTest): Problem[] {
  const isSet = (root: Assignment['root'], ...path: string[]) =>
    assignmentTo({ root, path }, assignments) !== undefined;
  const bySet = isSet('test', 'environment') ? '--set test.environment' : undefined;
  const by = options.env === undefined ? bySet : optionName('env');
  const { address, data = {} } = own(environment?.suites ?? {}, suite) ?? {};
  if (by === undefined || address === undefined || isSet('environment', 'suites', suite, 'address'))
    return [];
  const others = (facts?.addresses ?? []).flatMap((read) =>
    otherValues(read, read.isTarget ? address : undefined, data, variables),
  );
  if (others.length === 0) return [];
  const [them, verb] = others.length === 1 ? ['it', 'names'] : ['them', 'name'];
  const told = others.map((variable) => `${variable}=${variables[variable]}`).join(' and ');
  const message = `environment ${names.environment} has ${suite} at ${address}, but ${told} ${verb} another address: take ${them} out of .env and of the shell, or leave out ${by}`;
  return [{ code: 'option-without-effect', where: by, message }];
}

/**
 * Refuses `--host` beside a further variable that the suite takes the address of its system from, as it sets only the first one:
 * the load would go to another system than the one that was asked for.
 */
export function besideHost({
  test: { suite },
  environment,
  suite: facts,
  options: { host },
  variables,
}: ChosenTest): Problem[] {
  if (host === undefined) return [];
  const data = Object.entries(own(environment?.suites ?? {}, suite)?.data ?? {});
  const set = {
    ...Object.fromEntries(data.map(([name, value]) => [name, String(value)])),
    ...Object.fromEntries(Object.entries(variables).filter(([, value]) => value)),
  };
  const [, ...further] = targetsOf(facts);
  return further
    .flatMap((read) => otherValues(read, host, {}, set))
    .map((name) => ({
      code: 'option-without-effect',
      where: '--host',
      message: `is ${host}, but ${name}=${set[name]} names another address, where the load would go: take it out of .env, of the shell and of the environment's data, or leave out --host`,
    }));
}

/**
 * The variables of an address that the process sets to another one than the environment has.
 * @param address of the system; undefined when these variables hold the address of another system
 * @param data variables that the environment sets
 */
function otherValues(
  read: AddressVariables,
  address: string | undefined,
  data: Readonly<Record<string, string | number | boolean>>,
  variables: Variables,
): string[] {
  const expected = (name: string) => own(data, name) ?? address;
  if ('url' in read) {
    const url = expected(read.url);
    return url !== undefined && isOther(String(url), variables[read.url] ?? '') ? [read.url] : [];
  }
  const here = readHostAndPort(String(expected(read.host) ?? ''));
  const host = readHost(variables[read.host] ?? '');
  const port = own(data, read.port) ?? here?.port;
  const isOtherPort =
    Boolean(variables[read.port]) && port !== undefined && String(port) !== variables[read.port];
  return [...(here && host && here.key !== host.key ? [read.host] : []), ...(isOtherPort ? [read.port] : [])];
}

/** What cannot be read is reported where the suite reads it. Another scheme or path is not another system. */
function isOther(address: string, url: string): boolean {
  const here = readBaseUrl(address) ?? readHostAndPort(address);
  const there = readBaseUrl(url);
  if (!here || !there) return false;
  return there.key !== here.key || (here.port !== undefined && there.port !== here.port);
}
