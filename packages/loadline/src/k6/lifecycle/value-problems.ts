import { durationProblem, parseDuration } from '../../core/text/duration';
import { thereIsNo } from '../../core/text/nearest';
import type { Problem } from '../../core/text/problem';
import { problemOfContent } from '../http/expect';
import type { DeclaredOptions } from '../measure/calls';
import { declarationProblem } from './unknown-keys';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const BODIES = ['json', 'form', 'multipart', 'text'];
const REPLIES = ['json', 'text'];

/** Finds what is wrong with the value of one option; undefined when nothing is. */
type Rule = (value: unknown) => string | undefined;

/** @param insteadOf0 what to write instead of no time at all */
const duration =
  (insteadOf0: string): Rule =>
  (value) => {
    if (typeof value !== 'string') return 'is no text: write a duration with its unit, such as 500ms or 2s';
    return durationProblem(value) ?? (parseDuration(value) > 0 ? undefined : `is 0: ${insteadOf0}`);
  };
const isDuration = duration('write a longer time, or leave it out');
const isNeededDuration = duration('write a longer time');
const isText: Rule = (value) => (typeof value === 'string' ? undefined : 'is no text: write one in quotes');
const isSwitch: Rule = (value) =>
  typeof value === 'boolean' ? undefined : 'is neither true nor false: write one of them';
const isFunction: Rule = (value) => (typeof value === 'function' ? undefined : 'is no function: write one');
const atLeast =
  (least: number): Rule =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least
      ? undefined
      : `is no whole number from ${least}: write one`;
const oneOf =
  (what: string, words: readonly string[], codec?: string): Rule =>
  (value) => {
    if (typeof value === 'string' && words.includes(value)) return undefined;
    if (codec !== undefined && typeof (value as Record<string, unknown> | null)?.[codec] === 'function')
      return undefined;
    return thereIsNo(what, String(value), words);
  };

const RULES: Readonly<Record<string, Rule>> = {
  method: oneOf('method', METHODS),
  route: isText,
  name: isText,
  body: oneOf('format', BODIES, 'encode'),
  reply: oneOf('format', REPLIES, 'decode'),
  take: isFunction,
  redirects: atLeast(0),
  endsAfter: atLeast(1),
  deadline: isDuration,
  lasts: isDuration,
  endsJourney: isSwitch,
  unmeasured: isSwitch,
  discardReply: isSwitch,
};

const isList: Rule = (value) =>
  Array.isArray(value) ? undefined : "is no list: write one, such as ['one', 'two']";

const JOURNEY_RULES: Readonly<Record<string, Rule>> = {
  every: (value) => (value === 'once' ? undefined : isNeededDuration(value)),
  maxDuration: isNeededDuration,
  extraTime: isText,
  pause: isText,
  tags: isList,
  calls: isList,
  causes: isList,
  metrics: isList,
  weight: atLeast(1),
};

const EXPECT_RULES: Readonly<Record<string, Rule>> = {
  status: (value) =>
    [value].flat().every((one) => Number.isInteger(one)) && [value].flat().length > 0
      ? undefined
      : 'is no status: write a number, or a list of them, such as [200, 404]',
  headers: (value) =>
    typeof value === 'object' && value !== null
      ? undefined
      : "is no list: write names, such as ['Location'], or an object of names and values",
  text: isText,
  within: isDuration,
};

/** Values of options with which a call could only fail, or would not do what its declaration says. */
export function valueProblems({ call, as, options }: DeclaredOptions): Problem[] {
  const where = `call "${call}"`;
  const { expect, reply } = options as { readonly expect?: object; readonly reply?: unknown };
  const ofOptions = broken(options, RULES, where);
  if (as !== 'http' || typeof expect !== 'object' || expect === null) return ofOptions;
  const content = problemOfContent(expect, reply);
  return [
    ...ofOptions,
    ...broken(expect, EXPECT_RULES, `${where}: expect`),
    ...(content === undefined ? [] : [declarationProblem(`${where}: expect`, content)]),
  ];
}

/** Values with which the load of a journey could not be planned. @param where names the journey */
export function journeyValueProblems(where: string, journey: object): Problem[] {
  return broken(journey, JOURNEY_RULES, where);
}

function broken(options: object, rules: Readonly<Record<string, Rule>>, where: string): Problem[] {
  return Object.entries(options).flatMap(([key, value]) => {
    const wrong = value === undefined ? undefined : rules[key]?.(value);
    return wrong === undefined ? [] : [declarationProblem(`${where}: ${key}`, wrong)];
  });
}
