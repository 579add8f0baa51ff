import { consoleApp } from '../../packages/loadline/src/cli/console/console-app';
import { RunIndex } from '../../packages/loadline/src/cli/console/run-index';
import { RunQueue } from '../../packages/loadline/src/cli/console/run-queue';
import { Sessions } from '../../packages/loadline/src/cli/console/sign-in';
import { WatchedRuns } from '../../packages/loadline/src/cli/console/watched-runs';

const HOST = '127.0.0.1:8700';

/** A console without a network, for the runs of a folder. */
export function consoleOf(reports: string, token?: string) {
  const [queue, watched, sessions] = [new RunQueue(reports, () => {}), new WatchedRuns(), new Sessions()];
  const app = consoleApp({
    port: 8700,
    names: [],
    nonce: 'nonce',
    ...(token !== undefined && { token, isSession: sessions.has }),
    reports,
    index: new RunIndex(reports),
    sessions,
    queue,
    watched,
  });
  const ask = (path: string, method = 'GET', headers: Record<string, string> = {}) =>
    app.fetch(new Request(`http://${HOST}${path}`, { method, headers: { host: HOST, ...headers } }));
  return {
    app,
    queue,
    watched,
    ask,
    async get(path: string, headers?: Record<string, string>) {
      const reply = await ask(path, 'GET', headers);
      return { status: reply.status, text: await reply.text() };
    },
    /** The first event of the stream of a run. */
    async firstEvent(run: string): Promise<string> {
      const reader = (await ask(`/api/runs/${run}/events`)).body?.getReader();
      const text = Buffer.from((await reader?.read())?.value ?? '').toString();
      await reader?.cancel();
      return text;
    },
  };
}
