import { didYouMean } from '../../core/text/nearest';
import type { Problem } from '../../core/text/problem';
import type { CallName } from '../measure/calls';
import type { Journey } from '../user/journey';

/**
 * Adds the service's name to the names of gRPC calls when two services have a method of the same name: `Orders.Get`. When
 * the services have the same name too, it adds the package.
 * @returns all calls, and the new names by path, when there are any
 */
export function withFullNames(calls: readonly CallName[]): {
  calls: readonly CallName[];
  fullNames?: Readonly<Record<string, string>>;
} {
  const isShared = (name: (call: CallName) => string, one: CallName) =>
    calls.some((other) => other !== one && name(other) === name(one));
  const named = calls.map((call) => {
    if (call.path === undefined || !isShared((one) => one.call, call)) return call;
    return { ...call, call: isShared(shortName, call) ? call.path.replace('/', '.') : shortName(call) };
  });
  const changed = named.flatMap(({ path, call }, index) =>
    path !== undefined && call !== calls[index]?.call ? [[path, call] as const] : [],
  );
  return { calls: named, ...(changed.length > 0 && { fullNames: Object.fromEntries(changed) }) };
}

/** Returns `Orders.Get` for `shop.v1.Orders/Get`. */
function shortName({ path = '' }: CallName): string {
  const [service = '', method] = path.split('/');
  return `${service.slice(service.lastIndexOf('.') + 1)}.${method}`;
}

/** Finds names that k6 cannot select by, invalid routes, and calls that a journey declares and nobody defines. */
export function callProblems(
  calls: readonly CallName[],
  journeys: Readonly<Record<string, Pick<Journey, 'calls'>>>,
): Problem[] {
  const names = calls.map(({ call }) => call);
  const declared = Object.entries(journeys).flatMap(([journey, own]) =>
    own.calls
      .filter((call) => !names.includes(call))
      .map(
        (call): Problem => ({
          code: 'suite-declaration',
          where: `journey ${journey}: calls`,
          message: `there is no call "${call}": ${didYouMean(call, names)}`,
        }),
      ),
  );
  return [...calls.flatMap(nameProblems), ...declared];
}

/** In a selector, k6 ends a tag at a comma, cuts quotes and blanks off its ends, and writes `&` between tags. */
const UNFIT = /[,&"'\r\n\t]|^\s|\s$|^$/;

function nameProblems({ call, route }: CallName): Problem[] {
  const where = `call "${call}"`;
  if (route !== undefined && !/^(?:[^{}]|\{[^{}]+\})*$/.test(route))
    return [
      {
        code: 'suite-declaration',
        where,
        message: 'its route has a brace without its other half, or nothing between braces: write {id}',
      },
    ];
  // Without a slash, it would become part of the host, and a request might go to another one.
  if (route !== undefined && !/^([/?]|$)/.test(route))
    return [
      {
        code: 'suite-declaration',
        where,
        message: `its route does not begin with a slash: write /${route.replace(/^[^\w{]+/, '')}`,
      },
    ];
  if (!UNFIT.test(call)) return [];
  return [
    {
      code: 'suite-declaration',
      where,
      message: `k6 cannot select a call by a name with a comma, an &, a quote or a line break: give it another name, such as name: '${fitName(call)}'`,
    },
  ];
}

/** The name itself, or one like it that k6 can select by. */
export function fitName(call: string): string {
  return call
    .replace(/[,&]+/g, '-')
    .replace(/["'\r\n\t]+/g, '')
    .trim();
}
