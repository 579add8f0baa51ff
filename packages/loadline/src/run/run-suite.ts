import { join, resolve } from 'node:path';
import type { Aggregate } from '../core/figures/aggregate';
import { type ObservedSource, withObserved } from '../core/observed/source';
import { OWN } from '../core/spec/own-variables';
import { newRunId } from '../core/spec/run-id';
import type { RunSpec, SuiteInfo } from '../core/spec/run-spec';
import { throwProblems } from '../core/text/problem';
import { loadBegan } from '../core/verdict/judge';
import type { Result } from '../core/verdict/result';
import { isInterruption } from '../core/verdict/stopped';
import type { OwnRecords } from '../results/make-run-result';
import { runFiles } from '../results/run-folder';
import { specHash } from '../results/spec-hash';
import type { ReportOptions } from '../ui/report';
import { awaitStart, type Start, startProblems } from './await-start';
import { checkFirst } from './check-first';
import { type CollectorAccess, CollectorClient, CollectorError, type Readiness } from './collector/client';
import { dashboardSettings } from './dashboard';
import { debugSuite } from './debug-suite';
import { EXIT } from './exit';
import { k6Problems } from './find-k6';
import { goSettings } from './go-settings';
import { folderProblems, holdFolder, laterProblems, type Part } from './hold-folder';
import { bundleOf } from './home';
import { type EditedFiles, hasSetUp, type Inspection, inspectBundle, leftBySetUp } from './inspect-bundle';
import type { K6Output } from './k6-outputs';
import { checkListeners, Telemetry, type TelemetrySettings } from './listeners/telemetry';
import { tellListeners } from './listeners/tell-listeners';
import { LiveFile } from './live-file';
import { type LiveRunEnd, runLive } from './live-run';
import type { LiveSamples } from './live-samples';
import { longestMs } from './longest';
import { isFlatByItself, memoryProblem } from './memory-problem';
import { newConnectionsWarning } from './new-connections';
import { observerFor } from './observe/observer';
import { openFilesProblem } from './open-files-problem';
import { partDone } from './part-done';
import { exitCodeOf, reportRun } from './report-run';
import { startText } from './start-text';
import { StopSwitch } from './stop-switch';
import type { UserOutput } from './user-output';
import { withVersions } from './with-versions';

export { EXIT };

/** Settings of a run. */
export interface RunRequest extends Start {
  readonly suite: string;
  /** Name of the test in the registry. Absent: the run is not a test of the registry. */
  readonly test?: string;
  /** The complete environment of the run, which the script sees as variables. */
  readonly variables: NodeJS.ProcessEnv;
  /** Profiles and thresholds as they are now. Absent: the built-in ones. */
  readonly files?: EditedFiles;
  /** Serve the live dashboard. `open` also opens a browser on it. */
  readonly dashboard: boolean;
  readonly open?: boolean;
  /** Arguments for k6 besides the script. Never a secret. */
  readonly k6Arguments?: readonly string[];
  /** Further outputs of k6, in addition to the one that loadline reads. */
  readonly k6Outputs?: readonly K6Output[];
  /** Content of k6's configuration file. Default: nothing. */
  readonly k6Config?: Readonly<Record<string, unknown>>;
  /** Observes the figures during the run. Returns a function that stops this. */
  readonly observe?: (figures: () => Aggregate) => () => Promise<void>;
  /** Where reports go in addition to the run's folder. */
  readonly reports?: ReportOptions;
  /** k6 keeps no samples itself. Absent: only when more are expected than k6 can hold. */
  readonly flat?: boolean;
  /** Command line that does the same run again. */
  readonly again?: string;
  /** What the user is told. */
  readonly output: UserOutput;
  /** The `collect` server, which starts all instances together and receives their files. */
  readonly collector?: CollectorAccess;
  /** Ids of further runs of the same test, which are checked before the first one starts. */
  readonly laterIds?: readonly string[];
  /** Listeners that receive figures and events during the run. */
  readonly telemetry?: TelemetrySettings;
  /** Sources of series of other systems that are observed during the run. */
  readonly observed?: readonly ObservedSource[];
  /** Stops the run before its planned end. Absent: a switch for the signals that this process gets. */
  readonly stop?: StopSwitch;
}

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
  const {
    dashboard,
    open = false,
    k6Arguments = [],
    instances = 1,
    instance,
    output,
    observe,
    startAtMs,
  } = request;
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
        observe?.(live.figures),
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

/** A run that has passed its checks. */
interface PreparedRun {
  readonly bundle: string;
  /** Variables of the request, plus the run's id. */
  readonly variables: NodeJS.ProcessEnv;
  /** Absolute path of the run's folder. */
  readonly folder: string;
  readonly spec: RunSpec;
  readonly info: SuiteInfo;
  /** Set when the folder is shared with other instances. */
  readonly part: Part | undefined;
}

/**
 * Checks a run without starting it.
 * @throws {ConfigurationError} with all problems
 */
export function prepareRun({
  suite,
  variables: given,
  instance,
  instances = 1,
  startAtMs,
  flat,
  files,
  collector,
  laterIds = [],
  observed,
}: RunRequest): PreparedRun {
  const bundle = bundleOf(suite);
  const runId = given.RUN_ID || newRunId(new Date());
  const variables: NodeJS.ProcessEnv = { ...given, RUN_ID: runId };
  const folder = resolve('reports', runId);
  const { spec, info, problems } = inspectWhole(bundle, variables, instances, files);
  const isFlat = flat ?? isFlatByItself(spec);
  const part = instance !== undefined && instances > 1 ? { instance, of: instances } : undefined;
  throwProblems([
    ...problems,
    ...k6Problems(),
    ...memoryProblem(spec, isFlat),
    ...openFilesProblem(spec, instances),
    ...folderProblems(folder, part),
    ...laterProblems(laterIds, part),
    ...startProblems(spec, { instance, instances, startAtMs }, collector !== undefined),
  ]);
  return { bundle, variables, folder, spec: withObserved({ ...spec, flat: isFlat }, observed), info, part };
}

/** Inspects the whole run, even when only a part of it runs here. */
function inspectWhole(
  bundle: string,
  variables: NodeJS.ProcessEnv,
  instances: number,
  files?: EditedFiles,
): Inspection {
  const whole = {
    OUT: undefined,
    INSTANCES: instances > 1 ? String(instances) : undefined,
    INSTANCE: undefined,
  };
  return inspectBundle(bundle, { ...variables, ...whole }, files);
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
