import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { exampleResult, plainResult } from '../../../../tests/harness/example-result';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { mainReason } from '../core/verdict/main-reason';
import { readResult } from '../results/compare/result-file';
import type { ReportError } from '../ui/report';
import { EXIT } from './exit';
import { writeRun } from './report-run';
import { UserOutput } from './user-output';

it.each([
  [
    'pass' as const,
    EXIT.invalid,
    'the verdict stays PASS; this command ends with 3, only because a report is missing',
  ],
  ['fail' as const, EXIT.fail, 'the verdict stays FAIL; this command ends with 99'],
])('a report that cannot be written does not change the verdict: %s', async (verdict, exitCode, sentence) => {
  const folder = join(await tempFolder(), 'run');
  const result = { ...(verdict === 'pass' ? plainResult() : exampleResult({ seconds: 10 })), verdict };
  const lines: string[] = [];
  const output = new UserOutput();
  vi.spyOn(output.stream, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  onTestFinished(() => void vi.restoreAllMocks());
  const error = await writeRun(result, folder, { html: '/dev/full' }, output, { isOwn: true }).catch(
    (reason: ReportError) => reason,
  );
  expect(error).toMatchObject({ name: 'ReportError', exitCode });
  expect((error as ReportError).message.split('\n')).toEqual([
    '--html /dev/full: the report could not be written: the disk is full: free some space, or write a path on another disk',
    sentence,
  ]);
  expect(lines.join('\n')).toContain(`verdict: ${verdict.toUpperCase()}`);
  expect(readResult(folder)).toMatchObject({ result: { verdict } });
});

it.each([
  ['fail' as const, 'summary.md could not be written'],
  ['invalid' as const, 'the load generator was starved'],
])(
  'files that cannot be written are why a run is invalid, unless it was before: %s',
  async (verdict, main) => {
    const folder = join(await tempFolder(), 'run');
    mkdirSync(join(folder, 'summary.md'), { recursive: true });
    const made = exampleResult({ seconds: 10 });
    expect(made.verdict).toBe('fail');
    const before = verdict === 'fail' ? made.reasons : [main, ...made.reasons];
    const output = new UserOutput();
    vi.spyOn(output.stream, 'write').mockReturnValue(true);
    onTestFinished(() => void vi.restoreAllMocks());
    const written = await writeRun({ ...made, verdict, reasons: before }, folder, {}, output, {
      isOwn: true,
    });
    expect(written).toMatchObject({ verdict: 'invalid', reasons: expect.arrayContaining([...before]) });
    expect(written.reasons.join('\n')).toContain('summary.md could not be written');
    expect(mainReason(written)).toContain(main);
    expect(readResult(folder)).toMatchObject({ result: { reasons: written.reasons } });
  },
);
