import { closeSync, constants, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { RunSpec } from '../../core/spec/run-spec';
import { showLength } from '../../core/text/numbers';
import { ConfigurationError } from '../../core/text/problem';
import { makeResult, type Result } from '../../core/verdict/result';
import { thresholdInShort } from '../../core/verdict/short-reason';
import { readResult } from '../../results/compare/result-file';
import { readSpec, runFiles } from '../../results/run-folder';
import { SERIES_FILES, type Series, seriesIn } from '../../results/series-folder';
import { hasJustBegun, isAlive, isInProgress, LOST, type RunningState, readLive } from '../../run/live-file';
import { Banner } from '../../ui/components/banner';
import { Delivery } from '../../ui/components/delivery';
import { Failures } from '../../ui/components/failures';
import { Journeys } from '../../ui/components/journeys';
import { Section } from '../../ui/components/table';
import { Thresholds } from '../../ui/components/thresholds';
import type { Parts } from '../../ui/console/live-events';
import { LiveHead } from '../../ui/console/live-head';
import { WaitingHead } from '../../ui/console/runs-now';
import { chartData } from '../../ui/report/chart-data';
import { figuresModel } from '../../ui/report/figures-model';
import { shownParts } from '../../ui/report/shown';
import type { Standing } from './run-queue';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** Number of bytes from the end of k6's log that are shown. */
const LOG_BYTES = 8_000;

const NO_PARTS = {
  head: '',
  charts: null,
  figures: null,
  journeys: '',
  failures: '',
  thresholds: '',
  delivery: '',
  log: '',
};

/**
 * The parts of a run's page: from `live.json` while the run is in progress, and from `result.json` with its verdict
 * when the run has ended.
 * @param reports folder of all runs
 * @param watched keeps the spec, which does not change while the run is in progress
 */
export function liveParts(
  reports: string,
  runId: string,
  standing: Standing | undefined,
  watched: { spec?: RunSpec },
): Parts {
  const folder = join(reports, runId);
  const live = readLive(folder);
  const specOf = () => {
    watched.spec ??= readSpec(folder);
    return watched.spec;
  };
  if (live && isAlive(live))
    return 'progress' in live
      ? partsOf(specOf(), live, folder)
      : { ...NO_PARTS, ...phase(startText(live.startsAtMs), 'runs') };
  const read = readResult(folder);
  if ('result' in read) return partsOfResult(read.result);
  if (live)
    return {
      ...NO_PARTS,
      ...phase(`${LOST}; remove its records by \`loadline sweep ${specOf().suite} --run ${runId}\``, 'lost'),
    };
  if (!standing) {
    const series = seriesIn(folder);
    if (series) return seriesParts(series, folder);
    if (hasJustBegun(folder)) return { ...NO_PARTS, ...phase('starts', 'runs') };
    const words = isInProgress(folder)
      ? 'one instance of the run is in progress here: `loadline report` judges all of them together'
      : 'has left no result';
    return { ...NO_PARTS, ...phase(words, 'over') };
  }
  if ('waits' in standing)
    return {
      ...NO_PARTS,
      ...phase(`waits, number ${standing.waits} in the queue`, 'waits'),
      head: html(<WaitingHead {...standing} />),
    };
  if ('starts' in standing) return { ...NO_PARTS, ...phase('starts', 'runs') };
  if ('debug' in standing) return debugParts(standing);
  return {
    ...NO_PARTS,
    ...phase('has not run', 'over'),
    head: html(<pre class="said">{standing.failed}</pre>),
  };
}

/** The page of a proof or of a search for the capacity: what was found, and its files. */
function seriesParts({ words }: Series, folder: string): Parts {
  const names = SERIES_FILES.filter((name) => existsSync(join(folder, name)));
  const files = (
    <ul class="files">
      {names.map((name) => (
        <li key={name}>
          <a href={`/runs/${basename(folder)}/${name}`}>{name}</a>
        </li>
      ))}
    </ul>
  );
  return { ...NO_PARTS, ...phase(words, 'over'), head: html(files) };
}

function startText(startsAtMs = 0): string {
  if (startsAtMs <= Date.now()) return 'starts';
  return `waits for its start at ${new Date(startsAtMs).toISOString()}`;
}

/** The page of a run whose files cannot be read. They may be complete in a moment. */
export function unreadableParts(error: unknown): Parts {
  const why =
    error instanceof ConfigurationError
      ? error.problems.map(({ where, message }) => `${where}: ${message}`).join('; ')
      : 'its files are damaged, or made by another version of loadline';
  return { ...NO_PARTS, ...phase(`cannot be shown: ${why}`, 'lost') };
}

/** A debug run has no figures: the page shows what it prints. */
function debugParts({ debug, end }: { debug: string; end?: string }): Parts {
  const words =
    end === undefined
      ? 'debug run: each chosen journey once'
      : `debug run ${end}: ${DEBUG_ENDS[end] ?? 'it has no result'}`;
  return {
    ...NO_PARTS,
    ...phase(words, end === undefined ? 'runs' : 'over'),
    log: html(<Log title="Requests and replies" text={debug} />),
  };
}

const DEBUG_ENDS: Readonly<Record<string, string>> = {
  'ended with 0': 'every journey succeeded',
  'ended with 99': 'a journey failed',
  'ended with 3': 'a script has an error',
  'ended with 105': 'it was stopped',
};

/** State of a run. The page's script shows or hides Stop and the link to the report by it. */
type RunState = 'waits' | 'runs' | 'lost' | 'over' | 'done';

function phase(words: string, state: RunState): Parts {
  return { phase: words, state };
}

function partsOf(spec: RunSpec, live: RunningState, folder: string): Parts {
  const { progress, aggregate, thresholds } = live;
  const elapsedMs = progress.phase === 'load' ? Math.min(progress.phaseMs, spec.loadMs) : spec.loadMs;
  const judged = { verdict: 'pass', reasons: [], warnings: [], thresholds } as const;
  const result = makeResult(
    LOADLINE_VERSION,
    spec,
    {},
    { ...aggregate, loadMs: Math.max(1_000, elapsedMs) },
    judged,
  );
  const [broken] = progress.broken;
  const more = progress.broken.length > 1 ? ` and ${progress.broken.length - 1} more` : '';
  return {
    ...sections(result, live.chart),
    // While the run is in progress, iterations that are not done yet would look like missing ones.
    delivery: '',
    head: html(<LiveHead spec={spec} progress={progress} />),
    log: html(<Log text={logEnd(folder)} />),
    // Screen readers read this text out, so it should change rarely.
    ...phase(
      `${PHASES[progress.phase]}${progress.phase === 'set-up' ? warmUpNext(spec) : ''}${broken ? `; broken so far: ${thresholdInShort(broken)}${more}` : ''}`,
      'runs',
    ),
  };
}

const PHASES = {
  'set-up': 'set-up: sessions are opened',
  load: 'the load goes on',
  'clean-up': 'clean-up: records are removed',
};

function warmUpNext({ warmUpMs }: RunSpec): string {
  return warmUpMs === undefined
    ? ''
    : `, then all virtual users connect (warm-up of ${showLength(warmUpMs)})`;
}

function partsOfResult(all: Result): Parts {
  const result = shownParts(all);
  const { spec, verdict, aggregate } = all;
  const data = chartData(result);
  return {
    ...sections(result, data.main, data),
    head: html(<Banner result={all} />),
    log: '',
    ...phase(
      `verdict: ${verdict.toUpperCase()}, after ${showLength(aggregate.loadMs)} of ${showLength(spec.loadMs)} of load`,
      'done',
    ),
    verdict,
  };
}

function sections(
  result: Result,
  main: ReturnType<typeof chartData>['main'],
  data = chartData(result),
): Parts {
  const { journeys, calls } = result.aggregate;
  const { charts, ...figures } = figuresModel(result, { ...data, ...(main && { main }) });
  const hasBegun = journeys.some(({ started }) => started > 0);
  const section = (isThere: boolean, id: string, title: string, part: VNode) =>
    isThere
      ? html(
          <Section id={id} title={title}>
            {part}
          </Section>,
        )
      : '';
  return {
    // The curves change less often than the figures, and the page draws them only when they change.
    charts: hasBegun ? JSON.stringify(charts) : null,
    figures: hasBegun ? JSON.stringify(figures) : null,
    journeys: section(hasBegun, 'journeys', 'Journeys', <Journeys result={result} before={undefined} />),
    failures: section(
      calls.length > 0,
      'failures',
      'Failures',
      <Failures result={result} chart={undefined} />,
    ),
    thresholds: section(
      hasBegun && result.thresholds.length > 0,
      'thresholds',
      'Thresholds',
      <Thresholds thresholds={result.thresholds} />,
    ),
    delivery: section(hasBegun, 'delivery', 'Planned and delivered', <Delivery result={result} />),
  };
}

function Log({ text, title = 'Log of k6' }: { text: string; title?: string }) {
  if (text === '') return null;
  return (
    <Section id="log" title={title}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to scroll it */}
      <pre class="said" tabIndex={0}>
        {text}
      </pre>
    </Section>
  );
}

/** The end of k6's log. loadline masked secrets when it wrote the log. */
function logEnd(folder: string): string {
  try {
    const fd = openSync(runFiles.log(folder, 1), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const { size } = fstatSync(fd);
      const from = Math.max(0, size - LOG_BYTES);
      const bytes = Buffer.alloc(size - from);
      readSync(fd, bytes, 0, bytes.length, from);
      const text = bytes.toString('utf8');
      return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}

function html(part: VNode): string {
  return renderToString(part);
}
