import * as exec from 'k6/execution';
import type { Pause } from '../../core/spec/pause';
import { dueInstants } from '../../core/spec/schedule';
import { type LoadStep, stepAt } from '../../core/spec/steps';
import { plannedJourney, type RunData } from '../auth/session';
import { countCalls, type Session, useFullNames } from '../measure/calls';
import { Iteration, type Journey, runIteration } from './journey';
import { useSettings } from './settings';

/** A virtual user as one journey keeps it from iteration to iteration. */
export class VirtualUser {
  private readonly dueMs: (iteration: number) => number;
  private readonly mark: string;
  private readonly steps: readonly LoadStep[];
  private readonly startMs: number;
  private readonly maxDurationMs: number;
  private readonly pauseMs: Pause | undefined;
  private readonly calls: readonly string[];
  /** Asking `exec` for it makes a new object each time. */
  private readonly scenario = exec.scenario;
  private readonly scenarioStart = exec.scenario.startTime;
  private step = 0;

  /** Must be made within an iteration: it asks k6 which user this is. */
  constructor(
    private readonly name: string,
    private readonly journey: Journey,
    data: RunData,
    private readonly session: Session | undefined,
  ) {
    const planned = plannedJourney(data, name);
    useSettings(data.settings);
    if (data.countsCalls) countCalls();
    this.maxDurationMs = planned.maxDurationMs;
    this.pauseMs = planned.pauseMs;
    this.calls = planned.calls;
    useFullNames(data.fullNames);
    this.dueMs = dueInstants(planned.schedule);
    this.startMs = planned.schedule.startMs;
    this.mark = data.mark;
    this.steps = data.steps;
    if (data.system !== undefined) exec.vu.metrics.tags.system = data.system;
  }

  /** One iteration, as k6 has it start. */
  iteration(): void | Promise<void> {
    const number = this.scenario.iterationInTest;
    const elapsedMs = Date.now() - this.scenarioStart;
    if (this.steps.length > 0) this.tagStep(elapsedMs + this.startMs);
    const { mark, session, maxDurationMs, pauseMs, calls } = this;
    const iteration = new Iteration(number, mark, session, maxDurationMs, pauseMs, calls);
    // k6 gives the start in whole ms since the epoch; an iteration is never early, only that clock is coarse.
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
