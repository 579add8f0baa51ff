import { createTwoFilesPatch } from 'diff';
import { applyEdits, findNodeAtLocation, type JSONPath, modify, parseTree } from 'jsonc-parser';
import type { Threshold } from '../../core/thresholds/threshold';
import type { Suggestion } from './suggest-thresholds';

/**
 * Writes suggested bounds into the text of a thresholds file. Everything else stays as it is, blanks included.
 * @param text JSON
 * @param profile the bounds of this profile are changed where the file has any, otherwise those of all profiles
 * @param why reason of entries that have none yet
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
    const has = (path: JSONPath) => valueAt(edited, path) !== undefined;
    const path = placeOf(threshold);
    const place = isOfProfile(edited, profile, threshold) ? ['profiles', profile, ...path] : path;
    if (typeof valueAt(edited, place) === 'string') write(place, threshold.text);
    else write([...place, threshold.level], threshold.text);
    const reason = [...place.slice(0, place.indexOf(path[0] ?? '') + entryDepth(threshold)), 'why'];
    if (!has(reason)) write(reason, why);
  }
  return edited;
}

/** Whether a thresholds file bounds a figure for this profile alone. @param text JSON */
export function isOfProfile(text: string, profile: string, threshold: Threshold): boolean {
  return valueAt(text, ['profiles', profile, ...placeOf(threshold)]) !== undefined;
}

/** The difference of two texts of a file, as `diff -u` and `git apply` write it. */
export function unifiedDiff(file: string, before: string, after: string): string {
  return createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, '', '', { context: 2 })
    .split('\n')
    .filter((line) => !line.startsWith('===='))
    .join('\n');
}

/** Place of a threshold below its set. It is not made from the id, because names may contain dots. */
function placeOf({ subject, stat }: Threshold): string[] {
  const figure = subject.measure === 'failed' ? 'failed' : stat;
  if (subject.of === 'run') return ['run', figure];
  if (subject.of === 'metric') return ['metrics', subject.metric, stat];
  if (subject.of === 'journey') {
    const entry = ['journeys', subject.journey];
    return subject.measure === 'failed' ? [...entry, figure] : [...entry, subject.measure, stat];
  }
  const entry = ['calls', subject.call];
  return subject.measure === 'firstMessage' ? [...entry, 'firstMessage', stat] : [...entry, figure];
}

/** Number of keys from a set to the entry of a threshold. */
function entryDepth({ subject }: Threshold): number {
  return subject.of === 'run' ? 1 : 2;
}

function valueAt(text: string, path: JSONPath): unknown {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, path);
  return node?.type === 'object' ? {} : node?.value;
}
