import { listenerWarnings } from '../../core/telemetry/listener';
import type { Result } from '../../core/verdict/result';
import { writeListenerEnds } from '../../results/listener-ends';
import { runFiles } from '../../results/run-folder';
import { unwrittenText } from '../../results/unwritten';
import type { StopSwitch } from '../stop-switch';
import { runLink } from './run-link';
import type { Telemetry } from './telemetry';

/**
 * Sends the verdict to the listeners, and writes into the run's folder what they received.
 * @param instance number of the first instance that ran on this machine
 * @param result absent: this is one part of a run, which has no verdict
 * @returns warnings about items that they did not receive
 */
export async function tellListeners(
  telemetry: Telemetry,
  folder: string,
  instance: number,
  stop: StopSwitch,
  result?: Result,
): Promise<string[]> {
  const ends = await telemetry.finish(result, runLink(folder), stop);
  try {
    writeListenerEnds(folder, instance, ends);
  } catch (error) {
    return [...listenerWarnings(ends), unwrittenText(runFiles.listeners(folder, instance), error)];
  }
  return listenerWarnings(ends);
}
