import { join } from 'node:path';
import { OWN } from '../core/spec/own-variables';
import type { RunSpec } from '../core/spec/run-spec';
import { loadBegan } from '../core/verdict/judge';
import type { Result } from '../core/verdict/result';
import { isInterruption } from '../core/verdict/stopped';
import type { OwnRecords } from '../results/make-run-result';
import { runFiles } from '../results/run-folder';
import { specHash } from '../results/spec-hash';
import { awaitStart } from './await-start';
import { checkFirst } from './check-first';
import { CollectorClient, CollectorError, type Readiness } from './collector/client';
import { dashboardSettings } from './dashboard';
import { debugSuite } from './debug-suite';
import { EXIT } from './exit';
import { goSettings } from './go-settings';
import { holdFolder } from './hold-folder';
import { hasSetUp, leftBySetUp } from './inspect-bundle';
import { checkListeners, Telemetry } from './listeners/telemetry';
import { tellListeners } from './listeners/tell-listeners';
import { LiveFile } from './live-file';
import { type LiveRunEnd, runLive } from './live-run';
import type { LiveSamples } from './live-samples';
import { longestMs } from './longest';
import { newConnectionsWarning } from './new-connections';
import { observerFor } from './observe/observer';
import { partDone } from './part-done';
import { prepareRun, type RunRequest } from './prepare-run';
import { exitCodeOf, reportRun } from './report-run';
import { startText } from './start-text';
import { StopSwitch } from './stop-switch';
import { withVersions } from './with-versions';

export { EXIT };

/**
 * Runs one suite with k6 and leaves its files in `reports/<run id>/`.
 * @returns the exit code: see {@link EXIT}
 * @throws {ConfigurationError} with all problems, before k6 is started
 */
export async function runSuite(request: RunRequest): Promise<number> {
  const stop = request.stop ?? new StopSwitch();
  try {
    return await runUntil(stop, request);
  } catch (error) {
    if (!(error instanceof CollectorError)) throw error;
    request.output.tell(`error: ${error.message}`);
    return error.code;
  } finally {
    if (!request.stop) stop.release();
  }
}

async function runUntil(stop: StopSwitch, request: RunRequest): Promise<number> {
  const { dashboard, open = false, k6Arguments = [], instances = 1, instance, output, startAtMs } = request;
  const { say } = output;
  const { bundle, variables: given, folder, spec: planned, info, part } = prepareRun(request);
  const spec = withVersions(planned, request.test);
  if (spec.debug) return debugSuite(bundle, spec, given, k6Arguments, stop, output);
  const listeners = request.telemetry?.listeners ?? [];
  const observer = observerFor(request.observed, instance, given, output);
  await checkFirst([checkListeners(listeners, given, output.tell), observer?.check()]);
  const held = holdFolder(folder, part, spec, stop, request.reports?.mode);
  const variables = { ...given, [OWN.spec]: runFiles.spec(folder) };
  const collector =
    request.collector && new CollectorClient(request.collector, spec.runId, instance ?? 1, say);
  // Instances on several machines know only their own part of the run, so none of them can write its figures.
  const isWhole = !part && !collector;
  const state = new LiveFile(folder, spec, isWhole ? undefined : (instance ?? 1));
  state.hold(startAtMs);
  let end: LiveRunEnd;
  let removed: string | undefined;
  let telemetry: Telemetry | undefined;
  try {
    if (request.telemetry && listeners.length > 0)
      // The only instance of a run that nobody collects is the whole run.
      telemetry = new Telemetry(
        request.telemetry,
        spec,
        given,
        folder,
        output,
        part || collector ? instance : undefined,
      );
    const barrier = collector && (() => collector.awaitStart(readyToStart(spec), stop));
    const told = await awaitStart({
      ...request,
      say,
      bundle,
      spec,
      variables,
      stop,
      ...(barrier && { barrier }),
    });
    const live = dashboard
      ? await dashboardSettings(spec.loadMs, join(folder, 'dashboard.html'), open)
      : undefined;
    output.event(startText(spec));
    const warning = newConnectionsWarning(spec, part ? spec.instances : 1);
    if (warning !== undefined) output.tell(`warning: ${warning}`);
    if (live) say(`live dashboard: ${live.address}`);
    const processes = {
      bundle,
      folder,
      runId: spec.runId,
      specHash: specHash(spec),
      // The user's own Go settings replace these.
      env: { ...goSettings(spec, instances), ...variables, ...told },
      firstSettings: live?.settings ?? {},
      k6Arguments,
      k6Outputs: request.k6Outputs ?? [],
      ...(request.k6Config && { k6Config: request.k6Config }),
      numbers:
        instance === undefined ? Array.from({ length: instances }, (_, index) => index + 1) : [instance],
      of: instances,
      stop,
      look: held.look,
    };
    const endOfObserver = observer?.watch(folder);
    const watch = (live: LiveSamples) => {
      const ends = [
        collector?.watch(live.figures, stop),
        telemetry?.watch({ ...live, figures: live.figuresWithFailures }),
        endOfObserver,
      ];
      return async () => {
        for (const endOne of ends) await endOne?.();
      };
    };
    end = await runLive(
      processes,
      spec,
      output,
      isWhole ? state : undefined,
      watch,
      instance === undefined ? observer?.noteBroken : undefined,
    );
    telemetry?.loadEnded();
  } catch (error) {
    state.remove();
    await telemetry?.abandon();
    throw error;
  } finally {
    removed = held.release();
  }
  // An instance that ended before the removal was noticed does not record it.
  const isRecorded = end.ends.some(({ stopped }) => stopped?.detail === removed);
  const problems = [
    ...(removed === undefined || isRecorded ? [] : [`${removed}: run again`]),
    ...end.unwritten,
    ...(observer?.unwritten ?? []),
  ];
  const announce =
    telemetry && ((result?: Result) => tellListeners(telemetry, folder, instance ?? 1, stop, result));
  if (!isWhole) {
    try {
      await announce?.();
      const done = partDone(folder, { ...end, unwritten: problems }, output);
      if (!collector) return done.exit;
      await collector.deliver(folder, done);
      return EXIT.pass;
    } finally {
      state.remove();
    }
  }
  const own: OwnRecords = { spec, ends: end.ends, samples: end.samples, problems };
  const result = await reportRun([folder], folder, request.reports ?? {}, output, {
    own,
    again: request.again,
    announce,
  }).finally(() => state.remove());
  if (isInterruption(result.stopped) && hasSetUp(info) && !loadBegan(result.aggregate))
    say(leftBySetUp(spec, spec.runId));
  return exitCodeOf(result);
}

/** What an instance sends to the `collect` server before its load. */
function readyToStart(spec: RunSpec): Readiness {
  const { loadline, versions, instances } = spec;
  return {
    of: instances,
    versions: { loadline, k6: versions?.k6 ?? 'unknown' },
    spec: specHash(spec),
    lastsMs: longestMs(spec),
  };
}
