import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { startSink } from '../../../../tests/harness/sink-server';
import { within } from './within';

test('a request that is never answered ends in time, also when memory is cleaned up meanwhile', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const silent = await startSink(() => new Promise(() => undefined));
  onTestFinished(() => silent.close());
  const cleaning = setInterval(collectGarbage, 20);
  onTestFinished(() => clearInterval(cleaning));
  const never = new AbortController().signal;
  await expect(within(300, never, (signal) => fetch(silent.url, { signal }))).rejects.toThrow('time');
});

test('another signal ends the task, also one that was given before', async () => {
  const stop = new AbortController();
  const task = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  const running = within(60_000, stop.signal, task);
  stop.abort(new Error('stopped'));
  await expect(running).rejects.toThrow('stopped');
  await expect(within(60_000, stop.signal, task)).rejects.toThrow('stopped');
});
