import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { listenerWarningsOf, writeListenerEnds } from './listener-ends';
import { runFiles } from './run-folder';

it('items that were dropped are a warning of each later report', async () => {
  const folder = await tempFolder();
  expect(listenerWarningsOf(folder, 1)).toEqual([]);
  const end = { name: 'hook', kind: 'webhook', sent: 3, dropped: 2, reason: 'it answered 400' } as const;
  writeListenerEnds(folder, 1, [end]);
  expect(listenerWarningsOf(folder, 1)).toEqual([expect.stringContaining('hook')]);
});

it.each(['{"listeners": [', '{"listeners": 1}'])('a damaged file is a warning: %s', async (text) => {
  const folder = await tempFolder();
  writeFileSync(runFiles.listeners(folder, 1), text);
  expect(listenerWarningsOf(folder, 1)).toEqual([expect.stringContaining('is not known')]);
});

it('a queue that was left is a warning: loadline was killed before it had sent everything', async () => {
  const folder = await tempFolder();
  for (const name of ['listener-hook.queue', 'listener-parts-2.queue']) writeFileSync(join(folder, name), '');
  expect(listenerWarningsOf(folder, 1)).toEqual([expect.stringContaining('listener-hook.queue was left')]);
  expect(listenerWarningsOf(folder, 2)).toEqual([expect.stringContaining('listener-parts-2.queue was left')]);
  writeListenerEnds(folder, 1, []);
  expect(listenerWarningsOf(folder, 1)).toEqual([]);
});
