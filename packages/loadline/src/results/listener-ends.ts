import { existsSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import { LISTENER_KINDS, type ListenerEnd, listenerWarnings } from '../core/telemetry/listener';
import { ConfigurationError } from '../core/text/problem';
import { readJson, writeJson } from './json-file';
import { runFiles } from './run-folder';

const file = z.object({
  listeners: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(LISTENER_KINDS),
      sent: z.number(),
      dropped: z.number(),
      reason: z.string().optional(),
    }),
  ),
});

/** Writes what the listeners received. @param instance number of the first instance that ran on this machine */
export function writeListenerEnds(folder: string, instance: number, listeners: readonly ListenerEnd[]): void {
  writeJson(runFiles.listeners(folder, instance), { listeners });
}

/** Warnings about items that the listeners of an instance did not receive. Empty when the run had no listeners. */
export function listenerWarningsOf(folder: string, instance: number): string[] {
  const path = runFiles.listeners(folder, instance);
  if (!existsSync(path)) return queuesLeft(folder, instance);
  const parsed = parse(path);
  if (!parsed?.success) return [`${path} is not what loadline wrote: what the listeners got is not known`];
  return listenerWarnings(parsed.data.listeners as ListenerEnd[]);
}

/**
 * Queues that a loadline left which was killed: it did not send what is in them, nor the events of the end. The queue of an
 * instance that is alone on its machine ends with its number.
 */
function queuesLeft(folder: string, instance: number): string[] {
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return files.flatMap((file) => {
    const [, name, number = '1'] = /^listener-(.+?)(?:-(\d+))?\.queue$/.exec(file) ?? [];
    return name !== undefined && Number(number) === instance
      ? [`${file} was left, because loadline was killed: its listener did not get all of this run`]
      : [];
  });
}

/** Reads the file. Undefined: it is not JSON. */
function parse(path: string) {
  try {
    return file.safeParse(readJson(path));
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}
