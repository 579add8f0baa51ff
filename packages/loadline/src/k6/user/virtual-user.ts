import * as exec from 'k6/execution';
import type { JobCause } from '../../core/names';
import type { Pause } from '../../core/spec/pause';
import { dueInstants } from '../../core/spec/schedule';
import { type LoadStep, stepAt } from '../../core/spec/steps';
import type { Lead } from '../../core/spec/warm-up';
import { plannedJourney, type RunData } from '../auth/session';
import { countCalls, type Session, useFullNames } from '../measure/calls';
import { enableTracing } from '../measure/traceparent';
import { Iteration, type Journey, runIteration } from './journey';
import { seedIteration } from './random';
import { useSettings } from './settings';

const NO_LEAD: Lead = { iterations: 0, ms: 0 };

/** The state of a virtual user in one journey, kept from iteration to iteration. */
export class VirtualUser {
  private readonly dueMs: (iteration: number) => number;
  private readonly mark: string;
  private readonly steps: readonly LoadStep[];
  private readonly startMs: number;
  private readonly lead: Lead;
  private readonly maxDurationMs: number;
  private readonly pauseMs: Pause | undefined;
  private readonly calls: readonly string[];
  private readonly causes: readonly JobCause[] | undefined;
  private readonly seed: number | undefined;
  /** Cached, because `exec.scenario` creates a new object at each access. */
  private readonly scenario = exec.scenario;
  private readonly scenarioStart = exec.scenario.startTime;
  private step = 0;

  /** Create it within an iteration, because it asks k6 which virtual user this is. */
  constructor(
    private readonly name: string,
    private readonly journey: Journey,
    data: RunData,
    private readonly session: Session | undefined,
  ) {
    const planned = plannedJourney(data, name);
    useSettings(data.settings);
    if (data.countsCalls) countCalls();
    enableTracing(data.tracedPerMillion);
    this.maxDurationMs = planned.maxDurationMs;
    this.pauseMs = planned.pauseMs;
    this.calls = planned.calls;
    this.causes = planned.causes;
    useFullNames(data.fullNames);
    this.dueMs = dueInstants(planned.schedule);
    this.startMs = planned.schedule.startMs;
    this.lead = planned.lead ?? NO_LEAD;
    this.mark = data.mark;
    this.steps = data.steps;
    if (data.settings.SEED !== undefined) this.seed = Number(data.settings.SEED);
    if (data.system !== undefined) exec.vu.metrics.tags.system = data.system;
  }

  /** Runs one iteration that k6 has started. */
  iteration(): void | Promise<void> {
    const number = this.scenario.iterationInTest - this.lead.iterations;
    if (number < 0) return;
    const elapsedMs = Date.now() - this.scenarioStart - this.lead.ms;
    if (this.steps.length > 0) this.tagStep(elapsedMs + this.startMs);
    if (this.seed !== undefined) seedIteration(this.seed, this.name, number);
    const { mark, session, maxDurationMs, pauseMs, calls, causes } = this;
    const iteration = new Iteration(number, mark, session, maxDurationMs, pauseMs, calls, causes);
    // k6 returns the start of the scenario in whole ms. An iteration is never early, so a negative delay is rounding.
    const delayMs = elapsedMs - this.dueMs(number);
    return runIteration(this.name, this.journey, iteration, delayMs > 0 ? delayMs : 0);
  }

  private tagStep(ms: number): void {
    const step = stepAt(this.steps, ms);
    if (step === this.step) return;
    this.step = step;
    exec.vu.metrics.tags.step = String(step);
  }
}
