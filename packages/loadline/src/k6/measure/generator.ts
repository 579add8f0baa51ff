import { now } from './clock';
import * as metrics from './metrics';

const TICK_MS = 50;

/**
 * Watches the load generator: when a timer of an idle virtual user fires late, those of the others do too.
 * @param lengthMs how long to watch, in ms
 */
export function watchGenerator(lengthMs: number): Promise<void> {
  return new Promise((done) => {
    const endMs = now() + lengthMs;
    const tick = (dueMs: number) => {
      const lateMs = now() - dueMs;
      metrics.generatorLag.add(Math.max(0, lateMs));
      if (dueMs >= endMs) done();
      else wait();
    };
    const wait = () => {
      const dueMs = now() + TICK_MS;
      setTimeout(() => tick(dueMs), TICK_MS);
    };
    wait();
  });
}
