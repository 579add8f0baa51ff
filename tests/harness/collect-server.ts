import type { Child } from './child';
import { eventually } from './eventually';
import { startLoadline } from './loadline';
import { tempFolder } from './temp-folder';

/** Token of the `collect` servers of the tests. */
export const COLLECTOR_TOKEN = 'a-token-of-the-tests';

/** Starts a `collect` server for one test. @param listen default: a free port */
export async function collectServer(
  args: readonly string[],
  folder?: string,
  variables: Readonly<Record<string, string>> = {},
  listen = '127.0.0.1:0',
): Promise<{ url: string; server: Child; folder: string }> {
  const place = folder ?? (await tempFolder());
  const server = startLoadline(place, ['collect', '--listen', listen, ...args], {
    LOADLINE_COLLECTOR_TOKEN: COLLECTOR_TOKEN,
    ...variables,
  });
  const port = await eventually(() => {
    const found = /on 127\.0\.0\.1:(\d+)/.exec(server.said())?.[1];
    if (found === undefined) throw new Error(server.said());
    return found;
  });
  return { url: `http://127.0.0.1:${port}`, server, folder: place };
}
