import { readBaseUrl, readHost, readHostAndPort } from '../core/network/address';
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
  const urls = facts?.variables.filter(isBaseUrl) ?? [];
  const others =
    urls.length > 0
      ? urls.filter((url) => isOther(String(own(data, url) ?? address), variables[url] ?? ''))
      : otherHostOrPort(address, variables);
  if (others.length === 0) return [];
  const [them, verb] = others.length === 1 ? ['it', 'names'] : ['them', 'name'];
  const told = others.map((variable) => `${variable}=${variables[variable]}`).join(' and ');
  const message = `environment ${names.environment} has ${suite} at ${address}, but ${told} ${verb} another address: take ${them} out of .env and of the shell, or leave out ${by}`;
  return [{ code: 'option-without-effect', where: by, message }];
}

/** A suite may read a second system, such as `EATER_TARGET_HOST`, which is at the same address unless something else is set. */
const isBaseUrl = (variable: string) => variable.endsWith('TARGET_HOST');

/** What cannot be read is reported where the suite reads it. Another scheme or path is not another system. */
function isOther(address: string, url: string): boolean {
  const here = readBaseUrl(address) ?? readHostAndPort(address);
  const there = readBaseUrl(url);
  if (!here || !there) return false;
  return there.key !== here.key || (here.port !== undefined && there.port !== here.port);
}

function otherHostOrPort(address: string, { SERVICE_HOST, SERVICE_PORT }: Variables): string[] {
  const here = readHostAndPort(address);
  const host = readHost(SERVICE_HOST ?? '');
  const isOtherPort = Boolean(SERVICE_PORT) && here?.port !== undefined && here.port !== SERVICE_PORT;
  return [
    ...(here && host && here.key !== host.key ? ['SERVICE_HOST'] : []),
    ...(isOtherPort ? ['SERVICE_PORT'] : []),
  ];
}
