import { expect, it } from 'vitest';
import type { JourneySpec } from '../core/spec/run-spec';
import { hardLimitOfFiles, openFilesProblem, proxyFilesProblem } from './open-files-problem';

/** Makes a run of two journeys that share this number of virtual users. */
function planned(virtualUsers: number, debug = false) {
  const half = { virtualUsers: virtualUsers / 2 } as JourneySpec;
  return { journeys: [half, half], debug };
}

it.each([
  ['one connection for each virtual user, and the files of k6 itself', 936, 1, 1_000, undefined],
  ['one virtual user too many', 938, 1, 1_000, 'about 1002 open files: one for'],
  ['each instance has a limit of its own', 1_800, 2, 1_000, undefined],
  ['two instances do not suffice', 1_900, 2, 1_000, 'about 1014 open files in each of its instances'],
  ['not even k6 fits', 2, 1, 40, 'the hard limit here is 40: raise it'],
  ['no limit', 1_000_000, 1, Number.POSITIVE_INFINITY, undefined],
])('%s', (_what, users, instances, hardLimit, told) => {
  const problems = openFilesProblem(planned(users), instances, hardLimit);
  expect(problems).toEqual(
    told === undefined
      ? []
      : [{ code: 'open-files', where: 'open files', message: expect.stringContaining(told) }],
  );
});

it('a proxy needs two files for each virtual user', () => {
  expect(proxyFilesProblem(planned(468), 1_000)).toEqual([]);
  expect(proxyFilesProblem(planned(470), 1_000)).toEqual([
    {
      code: 'open-files',
      where: 'open files',
      message: expect.stringContaining('about 1004 open files: two for'),
    },
  ]);
});

it('--debug needs one virtual user, however many the load has', () => {
  expect(openFilesProblem(planned(10_000, true), 1, 65)).toEqual([]);
});

it.each([
  ['Max open files            1024                 20000                files     ', 20_000],
  [
    'Max open files            1024                 unlimited            files     ',
    Number.POSITIVE_INFINITY,
  ],
  ['', Number.POSITIVE_INFINITY],
])('reads the hard limit, not the soft one: %s', (line, limit) => {
  const limits = `Limit                     Soft Limit           Hard Limit           Units     \n${line}\n`;
  expect(hardLimitOfFiles(limits)).toBe(limit);
});
