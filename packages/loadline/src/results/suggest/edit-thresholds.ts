import { createTwoFilesPatch } from 'diff';
import { applyEdits, findNodeAtLocation, type JSONPath, modify, parseTree } from 'jsonc-parser';
import { replacedWhy } from '../../core/thresholds/measured-why';
import type { Threshold } from '../../core/thresholds/threshold';
import { placeOf } from '../../core/thresholds/threshold-place';
import type { Suggestion } from './suggest-thresholds';

/**
 * Writes suggested bounds into the text of a thresholds file. Everything else stays as it is, blanks included.
 * @param text JSON
 * @param profile the bounds of this profile are changed where the file has any, otherwise those of all profiles
 * @param why reason of entries that have none yet. It replaces what loadline itself says about a figure that gets a new bound
 */
export function editThresholds(
  text: string,
  profile: string,
  suggestions: readonly Suggestion[],
  why: string,
): string {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  const options = {
    formattingOptions: { insertSpaces: !indent.startsWith('\t'), tabSize: indent.length, eol: '\n' },
  };
  let edited = text;
  const write = (path: JSONPath, value: unknown) => {
    edited = applyEdits(edited, modify(edited, path, value, options));
  };
  for (const { threshold } of suggestions) {
    const { entry, figure } = placeOf(threshold);
    const set = isOfProfile(edited, profile, threshold) ? ['profiles', profile] : [];
    const bound = [...set, ...entry, ...figure];
    if (typeof valueAt(edited, bound) === 'string') write(bound, threshold.text);
    else write([...bound, threshold.level], threshold.text);
    const reason = [...set, ...entry, 'why'];
    const told = valueAt(edited, reason);
    const next = typeof told === 'string' ? replacedWhy(told, figure.join(' '), why) : why;
    if (next !== told) write(reason, next);
  }
  return edited;
}

/**
 * Whether a thresholds file has a bound of this level for this profile alone. Beside one of the other level, the common bound
 * counts: see `thresholdsUnder`.
 * @param text JSON
 */
export function isOfProfile(text: string, profile: string, threshold: Threshold): boolean {
  const { entry, figure } = placeOf(threshold);
  const bound = ['profiles', profile, ...entry, ...figure];
  if (typeof valueAt(text, bound) === 'string') return threshold.level === 'fail';
  return valueAt(text, [...bound, threshold.level]) !== undefined;
}

/** The difference of two texts of a file, as `diff -u` and `git apply` write it. */
export function unifiedDiff(file: string, before: string, after: string): string {
  return createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, '', '', { context: 2 })
    .split('\n')
    .filter((line) => !line.startsWith('===='))
    .join('\n');
}

function valueAt(text: string, path: JSONPath): unknown {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, path);
  return node?.type === 'object' ? {} : node?.value;
}
