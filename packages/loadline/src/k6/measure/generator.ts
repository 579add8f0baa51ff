import { LAG_PERIOD_MS } from '../../core/figures/lag-period';
import { clockStepText } from '../../core/verdict/beside';
import { now } from './clock';
import { ClockWatch } from './clock-watch';
import { lateLooks } from './late-looks';
import { log } from './log';
import * as metrics from './metrics';

/**
 * Watches the load generator: when a timer of an idle virtual user fires late, those of the others do too. Also notices when
 * somebody sets the clock of the machine.
 * @param lengthMs how long to watch, in ms
 */
export function watchGenerator(lengthMs: number): Promise<void> {
  return new Promise((done) => {
    const clock = new ClockWatch(now, () => Date.now());
    clock.look();
    const startMs = now();
    const endMs = startMs + lengthMs;
    const look = (dueMs: number) => {
      const late = lateLooks(dueMs, now(), endMs);
      for (const lateMs of late) metrics.generatorLag.add(lateMs);
      const stepMs = clock.look();
      if (stepMs !== 0) {
        metrics.clockStep.add(Math.abs(stepMs));
        log.error(clockStepText(stepMs));
      }
      const nextMs = dueMs + late.length * LAG_PERIOD_MS;
      if (nextMs - LAG_PERIOD_MS >= endMs) done();
      else wait(nextMs);
    };
    const wait = (dueMs: number) => {
      setTimeout(() => look(dueMs), Math.max(0, dueMs - now()));
    };
    wait(startMs + LAG_PERIOD_MS);
  });
}
