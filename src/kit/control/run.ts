import { formatDuration } from '../../load/duration';
import { LOG_LEVELS } from '../../load/log-level';
import { ConfigurationError, type Problem, throwProblems } from '../../load/problem';
import type { RunPlan } from '../../load/result';
import type { RunDescription } from '../../load/run-description';
import { newRunId } from '../../load/run-id';
import { plannedPasses } from '../../load/schedule';
import { type Account, readAccounts } from '../accounts';
import { type CallName, PhaseCaller } from '../calls';
import { enterCleanUp } from '../clock';
import { Env } from '../env';
import { log } from '../log';
import { metrics, zeroCounters } from '../metrics';
import { accountOf, BearerSession, type RunData } from '../session';
import { useSettings } from '../settings';
import type { Suite } from '../suite-definition';
import { openSessions } from './open-sessions';
import { type LoadPlan, planLoad, suiteNames } from './plan';
import { type SummaryData, summarize } from './summary';
import { uncaught } from './uncaught';

const DEFAULT_MAX_SESSIONS = 60;

/** A run before it starts: its variables, its plan, its accounts. */
export class RunControl {
  readonly env: Env;
  readonly plan: LoadPlan;
  readonly accounts: readonly Account[];
  readonly runId: string;
  /** Existing folder for the run's files. */
  readonly out: string | undefined;
  /** Sessions to open: one for each virtual user, at most `MAX_SESSIONS`. */
  readonly sessionCount: number;
  private readonly target: string;

  /**
   * @throws {ConfigurationError} when no plan can be made. Missing accounts alone do not throw: `k6 inspect` and
   * `k6 archive` need none. They stay in `env.problems`, for set-up to throw.
   */
  constructor(
    private readonly suite: Suite,
    private readonly calls: readonly CallName[],
    variables: Readonly<Record<string, string | undefined>>,
  ) {
    this.env = new Env(variables);
    this.runId = this.env.text('RUN_ID') ?? newRunId(new Date());
    this.out = this.env.text('OUT');
    if (this.out !== undefined) checkFolder(this.out, variables.PWD, this.env.problems);
    if (/^(1|t|true)$/i.test(variables.K6_NO_THRESHOLDS ?? '')) {
      const message = 'switches the limits off, and a run without limits passes whatever happens: unset it';
      this.env.problems.push({ where: 'K6_NO_THRESHOLDS', message });
    }
    this.target = suite.target(this.env);
    suite.data?.(this.env);
    this.env.choice('LOG_LEVEL', LOG_LEVELS, 'info');
    this.env.text('LOCATION');
    const maxSessions = this.env.integer('MAX_SESSIONS', DEFAULT_MAX_SESSIONS) ?? DEFAULT_MAX_SESSIONS;
    const plan = planLoad(suite, calls, this.env);
    const isPlanned = plan !== undefined && this.env.problems.length === 0;
    this.accounts = readAccounts(this.env, Object.keys(variables));
    if (!isPlanned) throw new ConfigurationError(this.env.problems);
    this.plan = plan;
    this.sessionCount = Math.min(maxSessions, plan.virtualUsers);
  }

  /** The plan in words, a line each: what will be run against what, and where each setting comes from. */
  describe(): string[] {
    const { plan, suite } = this;
    const settings = this.env.settings.map(({ name, value, source }) => `${name}=${value} (${source})`);
    return [
      `loadline: suite ${suite.name}, run ${this.runId}, against ${this.target}`,
      `settings: ${settings.join(', ')}`,
      `profile ${plan.profile}: ${plan.users} users, ${formatDuration(Math.round(plan.loadMs))}, ${plan.virtualUsers} virtual users, ${this.sessionCount} sessions over ${this.accounts.length} accounts`,
      ...Object.entries(plan.schedules).map(
        ([name, schedule]) => `journey ${name}: ${plannedPasses(schedule).min} passes planned`,
      ),
    ];
  }

  /** Every variable that was read and has a value, as text. */
  get settings(): Record<string, string> {
    return Object.fromEntries(this.env.settings.map(({ name, value }) => [name, value]));
  }

  /**
   * Opens the sessions.
   * @returns what every virtual user is to know
   * @throws {ConfigurationError} when accounts are missing
   * @throws {Error} when a sign-in is refused
   */
  setUp(): Promise<RunData> {
    useSettings(this.settings);
    zeroCounters();
    return uncaught(this.openRun());
  }

  private async openRun(): Promise<RunData> {
    throwProblems(this.env.problems);
    for (const line of this.describe()) log.info(line);
    const { steps, journeys, loadMs } = this.plan;
    const sessions = await openSessions(this.sessionCount, this.accounts, this.suite.signIn.concurrently);
    return {
      runId: this.runId,
      startedAtMs: Date.now(),
      loadMs,
      sessions,
      accounts: this.accounts.length,
      journeys: Object.fromEntries(
        journeys.map(({ name, schedule, maxDurationMs }) => [name, { schedule, maxDurationMs }]),
      ),
      settings: this.settings,
      steps,
    };
  }

  /**
   * Removes what the run made. A clean-up that fails does not throw: k6 would end with that, whatever the load has shown.
   * @param data as set-up made it, in the run that is over now
   */
  async tearDown(data: RunData): Promise<void> {
    enterCleanUp();
    useSettings(data.settings);
    const [token = ''] = data.sessions ?? [];
    const session = new BearerSession(token, () => accountOf(0, data.accounts), this.suite.signIn);
    try {
      metrics.recordsLeft.add(await this.suite.cleanUp(new PhaseCaller('teardown', session), data));
    } catch (error) {
      log.error(`the clean-up failed, counted as one record left: ${error}`);
      metrics.recordsLeft.add(1);
    }
  }

  /** What a reader of the bundle can know of the run. */
  get description(): RunDescription {
    const { profile, users, curve, loadMs, journeys, rules } = this.plan;
    const { settings, problems } = this.env;
    return {
      suite: this.suite.name,
      names: suiteNames(this.suite, this.calls),
      tags: Object.values(this.suite.journeys).flatMap(({ tags }) => tags),
      variables: this.env.names,
      target: this.target,
      profile,
      users,
      curve,
      loadMs,
      journeys,
      sessions: this.sessionCount,
      rules,
      settings,
      problems,
    };
  }

  /** The end of the run, as k6's `handleSummary` wants it. */
  summarize(data: SummaryData): Record<string, string> {
    // As set-up chose it, if it came so far.
    const { runId } = (data.setup_data as RunData | undefined) ?? this;
    // k6 writes this object to --summary-export after us: the tokens must not go there.
    delete data.setup_data;
    const { profile, users, loadMs, schedules } = this.plan;
    const { settings } = this.env;
    const run: RunPlan = {
      suite: this.suite.name,
      runId,
      profile,
      users,
      loadMs,
      target: this.target,
      schedules,
      settings,
    };
    return summarize(data, this.plan, run, this.out);
  }
}

/**
 * k6 only logs an error, and exits 0, when it cannot write to a folder. It has no call that looks for one, but `open` says
 * of a folder something else than of nothing. A relative path is the shell's, whose folder is in PWD.
 */
function checkFolder(out: string, workingDirectory: string | undefined, problems: Problem[]): void {
  if (!out.startsWith('/') && !workingDirectory) return;
  try {
    open(out.startsWith('/') ? out : `${workingDirectory}/${out}`);
  } catch (error) {
    if (/directories/.test(String(error))) return;
  }
  problems.push({
    where: 'OUT',
    message: `there is no folder "${out}": k6 cannot make one, so make it first`,
  });
}
