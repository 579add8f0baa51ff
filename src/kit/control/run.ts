import { formatDuration } from '../../load/duration';
import { LOG_LEVELS } from '../../load/log-level';
import { ConfigurationError, type Problem } from '../../load/problem';
import type { RunPlan } from '../../load/result';
import type { RunDescription } from '../../load/run-description';
import { newRunId } from '../../load/run-id';
import { plannedPasses } from '../../load/schedule';
import { type Account, readAccounts } from '../accounts';
import type { CallName } from '../calls';
import { Env } from '../env';
import type { SuiteDefinition } from '../suite-definition';
import { type LoadPlan, planLoad, suiteNames } from './plan';
import { type SummaryData, summarize } from './summary';

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
    private readonly suite: SuiteDefinition,
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

  /** The end of the run, as k6's `handleSummary` wants it. @param runId as set-up chose it; undefined when set-up failed */
  summarize(data: SummaryData, runId = this.runId): Record<string, string> {
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
