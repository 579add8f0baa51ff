import { faultNote } from '../spec/made-by';
import { counted } from '../text/counted';
import { PLAIN, type Screen, shortened, table, wrap } from '../text/layout';
import { NONE, showSeconds } from '../text/numbers';
import { measuredText } from '../thresholds/bound-text';
import { debugLines } from './debug-text';
import { loadBegan, notJudged, sampleCount, type ThresholdResult } from './judge';
import type { Result } from './result';
import { reasonInShort, subjectOf } from './short-reason';
import { loadText } from './stopped';
import { summaryTables } from './summary-tables';

const COLOUR = { pass: 'green', fail: 'red', invalid: 'yellow' } as const;
const SIGN = { pass: '✔', fail: '✖', invalid: '!' } as const;

/** Number of broken thresholds that are listed. */
const MOST_BROKEN = 10;

/** The two parts of the end-of-run text. */
export interface SummaryParts {
  /** The verdict with its reasons. */
  readonly verdict: string;
  /** What ran, and its figures. */
  readonly figures: string;
}

/** Writes the end-of-run text: the verdict with its reasons, then what ran, then tables of its figures. */
export function summaryText(result: Result, screen: Screen = PLAIN): string {
  const { verdict, figures } = summaryParts(result, screen);
  // Who debugs reads the end of what k6 has printed.
  return result.spec.debug ? `${figures}\n${verdict}` : `${verdict}\n${figures}`;
}

/**
 * Writes the parts of the end-of-run text, each with a line feed at its end.
 * @param screen sentences and tables fit into its width, the verdict has its colour
 * @param remarks sentences below the reasons
 */
export function summaryParts(
  result: Result,
  screen: Screen = PLAIN,
  remarks: readonly string[] = [],
): SummaryParts {
  const { width } = screen;
  const lines = result.spec.debug
    ? debugLines(result).flatMap((line) => wrap(line, width))
    : verdictLines(result, screen);
  const below = remarks.flatMap((remark) => wrap(`  ${remark}`, width));
  return {
    verdict: `${[...lines, ...below].join('\n')}\n`,
    figures: `${[...whatRan(result, width), '', ...summaryTables(result, screen)].join('\n')}\n`,
  };
}

function verdictLines(result: Result, { width, style }: Screen): string[] {
  const { verdict, reasons, warnings, thresholds } = result;
  const bounds = thresholds.filter(({ level }) => level === 'fail');
  const broken = bounds.filter(({ outcome }) => outcome === 'broken');
  const rest = notJudged(thresholds);
  // The number after it, of thresholds that were not judged, is of all of them.
  const which = bounds.length === thresholds.length ? 'threshold' : 'fail threshold';
  const line = [
    `${style(COLOUR[verdict], `${SIGN[verdict]} verdict: ${verdict.toUpperCase()}`)}${faultNote(result.spec)}`,
    ...(broken.length > 0 ? [`${broken.length} of ${counted(bounds.length, which)} broken`] : []),
    ...(rest === '' ? [] : [rest]),
  ];
  const isTold = (reason: string) => reasonInShort(reason, thresholds, 'fail') !== reason;
  const few = thresholds.filter(({ outcome }) => outcome === 'not judged');
  const each = few.map((threshold) => `${threshold.id} ${threshold.bound} (${sampleCount(threshold)})`);
  return [
    line.join(', '),
    ...brokenLines(broken, width),
    ...reasons.filter((reason) => !isTold(reason)).flatMap((reason) => wrap(`  - ${reason}`, width)),
    ...warnings.flatMap((text) => wrap(`  warning: ${reasonInShort(text, thresholds, 'warn')}`, width)),
    ...(few.length === 0 ? [] : wrap(`  not judged: ${each.join(', ')}`, width)),
  ];
}

/** What each broken threshold measured, and what it allows. */
function brokenLines(broken: readonly ThresholdResult[], width: number): string[] {
  const rows = broken.slice(0, MOST_BROKEN).map(({ id, measured, bound }) => {
    const { of, stat } = subjectOf(id);
    return [of, stat, measured === undefined ? NONE : measuredText(id, measured, bound), `allowed ${bound}`];
  });
  const others = Math.max(0, ...table(rows.map(([, ...cells]) => cells)).map(({ length }) => length));
  const room = Math.max(SHORTEST_NAME, width - others - INDENT.length - 2);
  const more = broken.length - rows.length;
  return [
    ...table(
      rows.map(([of = '', ...cells]) => [`${INDENT}${shortened(of, room)}`, ...cells]),
      'llrl',
    ),
    ...(more > 0 ? [`${INDENT}… and ${more} more: see the report`] : []),
  ];
}

const INDENT = '  ';
const SHORTEST_NAME = 16;

/** What ran, against what and how long, with the numbers of users of each kind. */
function whatRan(result: Result, width: number): string[] {
  const { spec, aggregate, versions = {} } = result;
  const lines = [
    `loadline ${result.loadline} · ${spec.suite} · run ${spec.runId} · ${spec.target}`,
    ...(Object.keys(versions).length === 0
      ? []
      : [
          `versions: ${Object.entries(versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(', ')}`,
        ]),
    spec.debug
      ? 'debug · one user, one iteration of each journey · times in ms'
      : `profile ${spec.profile} · ${counted(spec.users, 'user')} · ${loadText(spec, result.stopped, loadBegan(aggregate), showSeconds)} · times in ms`,
    ...(spec.debug ? [] : usersText(result)),
  ];
  return lines.flatMap((line) => wrap(line, width));
}

/** Explains users, virtual users and sessions, where their numbers differ. */
function usersText({ spec: { users, journeys, sessions } }: Result): string[] {
  const virtualUsers = journeys.reduce((sum, journey) => sum + journey.virtualUsers, 0);
  const isSame = virtualUsers === users && (sessions === 0 || sessions === users);
  if (isSame || virtualUsers === 0) return [];
  const shared = sessions === 0 ? '' : `; they share ${counted(sessions, 'session')}`;
  return [
    `${counted(users, 'user')} set how often iterations start; ${counted(virtualUsers, 'virtual user')} of k6 do them, as many as may be under way at once${shared}`,
  ];
}
