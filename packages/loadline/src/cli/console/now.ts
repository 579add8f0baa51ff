import { join } from 'node:path';
import type { RunSpec } from '../../core/spec/run-spec';
import { ConfigurationError } from '../../core/text/problem';
import { readSpec } from '../../results/run-folder';
import type { RunsNowProps } from '../../ui/console/runs-now';
import type { ConsoleSettings } from './console-app';

/** The runs in progress and the queue. A run of a terminal may have no test: then its suite and profile are shown. */
export function runsNow({ queue, reports }: Pick<ConsoleSettings, 'queue' | 'reports'>): RunsNowProps {
  const named = (run: string) => {
    const asked = queue.requestOf(run)?.test;
    const spec = asked === undefined ? specOf(join(reports, run)) : undefined;
    return { run, test: asked ?? (spec && (spec.test ?? `${spec.suite}/${spec.profile}`)) };
  };
  return { running: queue.running.map(named), waiting: queue.waiting.map(named) };
}

/** Spec of a run. Undefined while it is not readable. */
export function specOf(folder: string): RunSpec | undefined {
  try {
    return readSpec(folder);
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}
