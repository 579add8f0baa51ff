import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { OWN } from '../core/spec/own-variables';
import type { Problem } from '../core/text/problem';
import { findK6, k6Problems } from './find-k6';
import { home } from './home';

/** Position and text of an error in k6's log, which is written with escaped quotes. */
const WITH_LINE = /: Line (\d+):\d+ ([^"]+?)(?: \(and \d+ more errors\))?"/;
const WITH_TEXT = /((?:Syntax|Type|Reference)Error: .+?)(?: at |\\n|")/;
const MOST_SHOWN = 100;

/**
 * Loads bundles in k6 without running them. k6 lacks parts of the language that the compiler accepts, such as `for await` or
 * the flag `v` of a pattern.
 * @param bundles paths of bundles
 * @returns what k6 cannot load; empty when k6 is not installed
 */
export function k6Refusals(bundles: readonly string[]): Problem[] {
  if (k6Problems().length > 0) return [];
  const k6 = findK6();
  const { PATH, HOME } = process.env;
  return bundles.flatMap((bundle) => {
    // Loading needs no variable of the user, and none may influence it.
    const args = ['inspect', '--env', `${OWN.facts}=1`, bundle];
    const { status, stderr } = spawnSync(k6, args, {
      env: { PATH, HOME },
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    return status === 0 ? [] : refusalIn(stderr, bundle);
  });
}

/** Finds the syntax error in k6's log. Problems with plans and thresholds are reported by the check of the bundles. */
function refusalIn(log: string, bundle: string): Problem[] {
  const problem = (message: string): Problem[] => [
    { code: 'bundle-not-loaded', where: relative(home(), bundle), message: `k6 cannot load it: ${message}` },
  ];
  const [, line, text] = WITH_LINE.exec(log) ?? [];
  if (line !== undefined) return problem(`${text} in line ${line}: ${shownLine(bundle, Number(line))}`);
  const [, error] = WITH_TEXT.exec(log) ?? [];
  return error === undefined ? [] : problem(error);
}

function shownLine(bundle: string, line: number): string {
  const text = readFileSync(bundle, 'utf8').split('\n')[line - 1] ?? '';
  return text.trim().slice(0, MOST_SHOWN);
}
