import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  named,
  row,
  type SampledRun,
  START_MS,
  writeSampledRun,
} from '../../../../tests/harness/sampled-run';
import { makeRunResult } from './make-run-result';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-beside-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function verdictOf(run: SampledRun) {
  await writeSampledRun(folder, run);
  const { verdict, reasons, warnings } = await makeRunResult([folder]);
  return { verdict, reasons, warnings };
}

describe('a run', () => {
  it.each<[string, string[], RegExp]>([
    [
      'a failed check of k6',
      [
        row('checks', START_MS + 1_500, 0, 'journey=read'),
        row('checks', START_MS + 1_600, 1, 'journey=read'),
      ],
      /1 of 2 checks with k6's check\(\) failed, and no threshold bounds them/,
    ],
    [
      'a step of the clock',
      [row('clock_step', START_MS + 1_500, 10_000, '')],
      /the clock of the load generator was set during the run, by 10 s in all/,
    ],
    [
      'a failed request with k6/http',
      [1, 0].flatMap((isFailed) =>
        ['http_reqs', 'http_req_failed'].map((metric) =>
          named(
            metric,
            START_MS + 1_500,
            metric === 'http_reqs' ? 1 : isFailed,
            'http://u:p@h/x?token=1',
            '500',
          ),
        ),
      ),
      /1 of 2 requests past loadline's calls failed, such as http:\/\/h\/x, and no threshold/,
    ],
    [
      'a failed request with k6/net/grpc',
      [named('grpc_req_duration', START_MS + 1_500, 3, '/pb.Other/Get', '14')],
      /1 of 1 request past loadline's calls failed, such as \/pb.Other\/Get, and no threshold/,
    ],
  ])('is invalid with %s', async (_, more, reason) => {
    const rows = (all: string[], at: number) => (at === 1 ? [...all, ...more] : all);
    const { verdict, reasons } = await verdictOf({ rows });
    expect(verdict).toBe('invalid');
    expect(reasons).toEqual([expect.stringMatching(reason)]);
  });

  it('passes with requests past its calls, and names them', async () => {
    const rows = (all: string[], at: number) =>
      at === 1 ? [...all, named('http_reqs', START_MS + 1_500, 1, 'http://h/x', '200')] : all;
    const { verdict, reasons, warnings } = await verdictOf({ rows });
    expect({ verdict, reasons }).toEqual({ verdict: 'pass', reasons: [] });
    expect(warnings).toEqual([
      expect.stringContaining("1 request past loadline's calls, such as http://h/x: no figure holds them"),
    ]);
  });
});
