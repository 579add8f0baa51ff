import { resolve } from 'node:path';
import { type ObservedSource, withObserved } from '../core/observed/source';
import { newRunId } from '../core/spec/run-id';
import type { RunSpec, SuiteInfo } from '../core/spec/run-spec';
import { throwProblems } from '../core/text/problem';
import type { ReportOptions } from '../ui/report';
import { type Start, startProblems } from './await-start';
import type { CollectorAccess } from './collector/client';
import { k6Problems } from './find-k6';
import { folderProblems, laterProblems, type Part } from './hold-folder';
import { bundleOf } from './home';
import { type EditedFiles, type Inspection, inspectBundle } from './inspect-bundle';
import type { K6Output } from './k6-outputs';
import type { TelemetrySettings } from './listeners/telemetry';
import { isFlatByItself, memoryProblem } from './memory-problem';
import { openFilesProblem } from './open-files-problem';
import type { StopSwitch } from './stop-switch';
import type { UserOutput } from './user-output';

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
  /** The fault that the caller injects into the load, in words. */
  readonly fault?: string;
  /** Id of the proof or of the search that makes the run. */
  readonly madeBy?: string;
  /** Where reports go in addition to the run's folder. */
  readonly reports?: ReportOptions;
  /** k6 keeps no samples itself. Absent: only when more are expected than k6 can hold. */
  readonly flat?: boolean;
  /** Command line that does the same run again. */
  readonly again?: string;
  /** Receives the messages for the user. */
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

/** A run that has passed its checks. */
export interface PreparedRun {
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
  fault,
  madeBy,
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
  const marks = { ...(fault !== undefined && { fault }), ...(madeBy !== undefined && { madeBy }) };
  const own = { ...spec, flat: isFlat, ...marks };
  return { bundle, variables, folder, spec: withObserved(own, observed), info, part };
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
