import { expect, it } from 'vitest';
import { examine, type Machine, thisMachine } from './examine';

const WELL: Machine = {
  node: '20.19.0',
  k6: { path: '/usr/bin/k6', version: 'v2.2.0' },
  go: undefined,
  ports: [32_768, 60_999],
  files: 1_048_576,
  proxies: [],
  isClockKept: undefined,
  year: 2026,
};

const ill = (change: Partial<Machine>) =>
  examine({ ...WELL, ...change }).flatMap(({ what, cure }) =>
    cure === undefined ? [] : [`${what}: ${cure}`],
  );

it('a machine in order has no red line, also without Go when there is a k6', () => {
  expect(ill({})).toEqual([]);
  expect(ill({ proxies: ['HTTPS_PROXY'], ports: undefined, files: Number.POSITIVE_INFINITY })).toEqual([]);
});

it.each<[string, Partial<Machine>, RegExp]>([
  ['an old Node', { node: '20.18.3' }, /^Node: install Node 20\.19 or newer$/],
  [
    'no k6',
    { k6: { problem: 'run `npx loadline k6 install`' }, go: '1.25.1' },
    /^k6: run `npx loadline k6 install`$/,
  ],
  ['few ports', { ports: [60_000, 60_999] }, /^ports: .*ip_local_port_range/],
  ['few files', { files: 1_024 }, /^open files: .*raise the hard limit/],
  ['a clock without synchronisation', { isClockKept: false }, /^clock: set it, and start chrony/],
  ['a clock that is years slow', { year: 1970 }, /^clock: set it/],
])('%s is reported with its solution', (_what, change, line) => {
  const lines = ill(change);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(line);
});

it.each([undefined, '1.24.9'])('with Go %s, a missing k6 cannot be built', (go) => {
  const lines = ill({ k6: { problem: 'none' }, go });
  expect(lines[1]).toMatch(/^Go: install Go 1\.25 or newer/);
});

it('knows this machine, where k6 may be missing', () => {
  const lines = examine(thisMachine({ PATH: '/nowhere', XDG_CACHE_HOME: '/nowhere' }));
  expect(lines.map(({ what }) => what)).toEqual([
    'Node',
    'k6',
    'Go',
    'ports',
    'open files',
    'proxies',
    'clock',
  ]);
  expect(lines[1]?.cure).toContain('loadline k6 install');
});
