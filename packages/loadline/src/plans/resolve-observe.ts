import type { ObservedSource, SeriesQuery } from '../core/observed/source';
import { parseDuration } from '../core/text/duration';
import type { Problem } from '../core/text/problem';
import { maskSecrets, prepareSecrets, secretsOf } from '../core/text/secret-mask';
import { BoundsReader } from '../core/thresholds/bounds';
import { observedThresholds } from '../core/thresholds/observed-thresholds';
import type { EnvironmentFile } from './environment-file';
import { FIGURES, type SeriesFile, type SourceFile } from './observe-file';
import { missingSecrets, openSecrets } from './source-secrets';

const USUAL_INTERVAL_MS = 1_000;
/** Kinds whose sources have new values less often. */
const RARE_INTERVAL_MS: Partial<Record<SourceFile['kind'], number>> = { promql: 5_000, kubernetes: 5_000 };

/**
 * The sources of observed series of an environment.
 * @param variables environment variables of the process, including those of `.env`; undefined: secrets are set elsewhere
 */
export function resolveObserve(
  { observe = {} }: EnvironmentFile,
  environmentName: string,
  variables: Readonly<Record<string, string | undefined>> | undefined,
): { readonly sources: readonly ObservedSource[]; readonly problems: readonly Problem[] } {
  const file = `plans/environments/${environmentName}.yml`;
  const read = new BoundsReader(file);
  const problems: Problem[] = [];
  const places = new Map<string, string>();
  const secrets = prepareSecrets(secretsOf(variables ?? {}));
  const sources = Object.entries(observe).map(([name, source]): ObservedSource => {
    const at = `observe.${name}`;
    problems.push(
      ...missingSecrets(source, `${file}: ${at}`, variables),
      ...openSecrets(source, `${file}: ${at}`),
    );
    for (const series of Object.keys(source.series)) {
      const first = places.get(series);
      places.set(series, at);
      if (first !== undefined)
        problems.push({
          code: 'plan-file-value',
          where: `${file}: ${at}.series.${series}`,
          message: `is also the name of a series of ${first}: write another name`,
        });
    }
    const series = Object.entries(source.series).map(([one, query]) =>
      toSeries({ name: one, source: name, at: `${at}.series.${one}` }, source, query, read),
    );
    // Reports show where a series is from, and the path of its address may be a secret.
    const shown = series.map((one) => ({ ...one, from: maskSecrets(one.from, secrets) }));
    return toSource(name, source, shown);
  });
  return { sources, problems: [...problems, ...read.problems] };
}

function toSource(name: string, file: SourceFile, series: readonly SeriesQuery[]): ObservedSource {
  const {
    kind,
    url,
    pid,
    pidFile,
    path,
    namespace,
    pods,
    token,
    headers = {},
    every,
    optional = false,
  } = file;
  return {
    name,
    kind,
    ...(url !== undefined && { url: kind === 'metrics' ? url : url.replace(/\/+$/, '') }),
    ...(pid !== undefined && { pid }),
    ...(pidFile !== undefined && { pidFile }),
    ...(path !== undefined && { path }),
    ...(namespace !== undefined && { namespace }),
    ...(pods !== undefined && { pods }),
    ...(token !== undefined && { token }),
    headers,
    everyMs: every === undefined ? (RARE_INTERVAL_MS[kind] ?? USUAL_INTERVAL_MS) : parseDuration(every),
    isOptional: optional,
    series,
  };
}

/** Units whose values are stored in another unit: this unit, and the factor. */
const STORED: Readonly<Record<string, { unit: string; factor: number }>> = {
  s: { unit: 'ms', factor: 1_000 },
};

function toSeries(
  { name, source, at }: { name: string; source: string; at: string },
  file: SourceFile,
  query: SeriesFile,
  read: BoundsReader,
): SeriesQuery {
  const figures = FIGURES[file.kind];
  const figure = figures && (query.figure ?? name);
  const written = query.unit ?? (figures && figure ? (figures[figure] ?? '') : '');
  const { unit, factor } = Object.hasOwn(STORED, written)
    ? (STORED[written] ?? { unit: written, factor: 1 })
    : { unit: written, factor: 1 };
  const { metric, labels, rate, query: promql } = query;
  return {
    name,
    source,
    from: fromText(file, query, figure),
    unit,
    thresholds: observedThresholds(query.threshold, `${at}.threshold`, { series: name, unit }, read),
    factor: factor * (query.factor ?? 1),
    ...(figure !== undefined && { figure }),
    ...(metric !== undefined && { metric }),
    ...(labels && { labels }),
    ...(promql !== undefined && { query: promql }),
    ...(rate !== undefined && { isRate: rate }),
  };
}

function fromText(file: SourceFile, { metric, labels = {}, query }: SeriesFile, figure = ''): string {
  const { kind, url, pid, pidFile, path, namespace, pods } = file;
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  switch (kind) {
    case 'metrics':
      return `${metric}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} of ${url}`;
    case 'promql':
      return `${query} of ${url}`;
    case 'process':
      return `${figure} of process ${pid ?? pidFile}`;
    case 'cgroup':
      return `${figure} of ${path}`;
    case 'kubernetes':
      return `${figure} of pods ${pods} in ${namespace}`;
  }
}
