import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { checkWritable, writeThresholds } from './thresholds-text';

const WHERE = 'thresholds/vacancies.json';

it('a file that cannot be written is a problem that says what to do', async () => {
  const folder = await tempFolder();
  const message =
    /^1 problem with the thresholds file, no bound was written:\n {2}thresholds\/vacancies\.json: cannot be written: E.*: remove the cause, then run the command again \[not-writable\]$/;
  // A folder in the place of the file: the permissions of a file do not stop root.
  expect(() => writeThresholds(folder, WHERE, '{}')).toThrow(message);
  expect(() => checkWritable(join(folder, 'gone/gone.json'), WHERE)).toThrow(
    'cannot be written: its folder is not there any more: leave it there, then run the command again [not-writable]',
  );
});
