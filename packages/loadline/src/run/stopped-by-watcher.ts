import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stop } from './stop-switch';

/**
 * The file by which the watcher tells loadline that it has sent SIGINT to a k6: loadline itself stood still then, and reads
 * it when somebody lets it go on.
 * @param place folder that k6 writes its log to
 */
const fileIn = (place: string) => join(place, 'stopped-by-watcher.json');

/** Notes that the watcher is about to send SIGINT. */
export function noteStopByWatcher(place: string, stop: Stop): void {
  writeFileSync(fileIn(place), JSON.stringify(stop));
}

/** Why the watcher sent SIGINT. Undefined: it did not. */
export function stopByWatcher(place: string): Stop | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(place), 'utf8')) as Stop;
  } catch {
    return undefined;
  }
}
