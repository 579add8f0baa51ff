import { readBaseUrl, readHost, readHostAndPort } from '../core/network/address';
import type { AddressVariables } from '../core/spec/run-spec';
import { own } from '../core/text/own';
import type { Problem } from '../core/text/problem';
import { optionName } from './option-name';
import { type Assignment, assignmentTo } from './set-path';
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
 * Refuses an environment whose `data` sends the load of a suite to another system than its `address` beside them: who changes one
 * of the two would not notice that the load still goes to the other.
 */
export function twoAddresses({
  names,
  test: { suite },
  environment,
  suite: facts,
  assignments,
}: ChosenTest): Problem[] {
  const { address, data = {} } = own(environment?.suites ?? {}, suite) ?? {};
  const isSet = assignmentTo({ root: 'environment', path: ['suites', suite, 'address'] }, assignments);
  if (address === undefined || isSet !== undefined) return [];
  const ofTarget = (facts?.addresses ?? []).filter(({ isTarget }) => isTarget);
  const texts = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, String(value)]));
  const others = ofTarget.map((read) => otherValues(read, address, {}, texts));
  // A suite may read a further address of its system from another variable.
  if (others.length === 0 || others.some((other) => other.length === 0)) return [];
  const told = others.flat().map((name) => `${name}: ${texts[name]}`);
  const where = `plans/environments/${names.environment}.yml: suites.${suite}`;
  const message = `has the address ${address}, but its data has ${told.join(' and ')}, where the load would go: write the same address in both`;
  return [{ code: 'plan-file-value', where, message }];
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
