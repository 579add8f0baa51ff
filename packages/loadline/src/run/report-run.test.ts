import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { exampleResult, plainResult } from '../../../../tests/harness/example-result';
import { tempFolder } from '../../../../tests/harness/temp-folder';
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
