import { execFile } from 'node:child_process';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createGunzip, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exampleSpec } from '../../../../tests/harness/example-spec';
import { row, START_MS } from '../../../../tests/harness/sampled-run';
import { pipeOf, runFiles } from '../results/run-folder';
import { openLiveSamples } from './live-samples';

const HEADER = 'metric_name,timestamp,metric_value,error_code,name,scenario,status,extra_tags,metadata';
const SPEC = exampleSpec({
  calls: [{ call: 'GetThing', phase: 'load', isStream: false, protocol: 'grpc' }],
});
/** Number of lines that exceeds the pipe and all buffers of this process. */
const MANY = 100_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loadline-live-'));
});
afterEach(() => rm(folder, { recursive: true }));

function text(calls: number): string {
  const rows = Array.from({ length: calls }, (_, i) =>
    row('call_failed', START_MS + i / 100, 0, 'call=GetThing&phase=load'),
  );
  return [HEADER, ...rows, ''].join('\n');
}

/** Writes from another process, and waits until everything is read. */
async function write(number: number, content: string): Promise<void> {
  const file = join(folder, `${number}.csv`);
  await writeFile(file, content);
  await promisify(execFile)('sh', ['-c', 'exec cat "$0" > "$1"', file, pipeOf(folder, number)]);
}

function open(numbers: readonly number[]) {
  const onProblem = vi.fn();
  return { onProblem, live: openLiveSamples(folder, SPEC, numbers, onProblem, () => []) };
}

it('any number of silent instances does not delay the others', async () => {
  const { live, onProblem } = open([1, 2, 3, 4, 5, 6]);
  await write(1, text(1));
  const content = text(MANY);
  await write(6, content);
  await vi.waitFor(() => expect(live.figures().calls[0]?.count).toBe(MANY + 1), 30_000);
  const { samples, unwritten } = await live.finish();
  expect(unwritten).toEqual([]);
  expect(onProblem).not.toHaveBeenCalled();
  expect(samples.aggregate([]).calls[0]?.count).toBe(MANY + 1);
  expect([...samples.parts].map(([number, { file }]) => [number, file.samples, file.cut])).toEqual([
    [1, 1, undefined],
    ...[2, 3, 4, 5].map((number) => [number, 0, 'it is empty']),
    [6, MANY, undefined],
  ]);
  expect(gunzipSync(readFileSync(runFiles.samples(folder, 6))).toString()).toBe(content);
  expect(existsSync(pipeOf(folder, 6))).toBe(false);
}, 60_000);

it('samples are written to disk during the run, so that a killed loadline leaves them', async () => {
  const { live } = open([1]);
  const content = text(100);
  await write(1, content);
  await vi.waitFor(async () => expect(await readable(runFiles.samples(folder, 1))).toBe(content), 30_000);
  await live.finish();
}, 60_000);

it('samples that cannot be parsed are reported once, and kept as they are', async () => {
  const { live, onProblem } = open([1, 2]);
  const content = `metric_name,time,metric_value\n${'x\n'.repeat(200_000)}`;
  await write(1, content);
  await write(2, text(MANY));
  await expect(live.finish()).rejects.toThrow(/samples-1\.csv\.gz: column 2 is "time" where k6 writes/);
  expect(onProblem).toHaveBeenCalledOnce();
  expect(gunzipSync(readFileSync(runFiles.samples(folder, 1))).toString()).toBe(content);
}, 60_000);

/** Content of a compressed file that is not complete yet. */
function readable(path: string): Promise<string> {
  return new Promise((done) => {
    let whole = '';
    createReadStream(path)
      .pipe(createGunzip())
      .on('data', (block: Buffer) => {
        whole += block;
      })
      .on('error', () => done(whole))
      .on('end', () => done(whole));
  });
}
