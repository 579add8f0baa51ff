import { execFileSync } from 'node:child_process';
import { describe, expect, it, type TestContext } from 'vitest';
import { startInTest } from './harness/child';
import { runK6 } from './harness/k6-run';
import { resultIn } from './harness/loadline';
import { NetworkNamespace } from './harness/network-namespace';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

/** Each iteration lasts longer than the load, so each needs a virtual user and a connection of its own. */
const LATENCY_MS = 600;
const LOAD = { USERS: '60', DURATION: '2s' };
const OPTIONS = ['--users', LOAD.USERS, '--duration', LOAD.DURATION];

/** Starts a program with a soft and a hard limit of open files. */
function withFiles({ skip }: TestContext, soft: number, hard: number): string[] {
  try {
    execFileSync('prlimit', ['--version']);
  } catch {
    skip('prlimit of util-linux is not installed');
  }
  return ['prlimit', `--nofile=${soft}:${hard}`];
}

describe('open files', () => {
  it('bin/loadline exits with 2 before any request when the virtual users need more files than the limit', async (context) => {
    const service = await referenceService();
    const loadline = async (hard: number, command: string) => {
      const cwd = await tempFolder();
      const [program = '', ...words] = withFiles(context, 60, hard);
      const args = [...words, process.execPath, project('bin', 'loadline'), command, 'vacancies-smoke'];
      const env = { HOME: cwd, ...variablesFor(service) };
      return startInTest(program, [...args, ...OPTIONS], { cwd, env }).ending;
    };
    for (const command of ['run', 'plan']) {
      const end = await loadline(70, command);
      expect(end.code, end.output).toBe(2);
      expect(end.stderr).toContain('open files: this run needs about 74 open files');
      expect(end.stderr).toContain('the hard limit here is 70: raise it');
    }
    // The soft limit does not matter: Go raises it.
    const planned = await loadline(200, 'plan');
    expect(planned.code, planned.output).toBe(0);
    expect(service.stats().calls).toEqual({});
  });

  it('a call without a free file has a cause of its own, and k6 alone fails the run', async (context) => {
    const service = await referenceService({ latencyMs: LATENCY_MS });
    // k6 itself needs about six, set-up one: the rest is not enough for ten virtual users.
    const launcher = withFiles(context, 14, 14);
    const end = await runK6({ launcher, variables: { ...variablesFor(service), ...LOAD } });
    expect(end.code, end.output).toBe(99);
    // There is no file left for result.json either.
    expect(end.stderr).toMatch(/thresholds on metrics .*call_failures\{cause:out_of_files\}/);
    expect(
      causeNames([...end.stderr.matchAll(/ failed, (\w+): /g)].map(([, cause = '']) => ({ [cause]: 1 }))),
    ).toEqual(['out_of_files']);
  });
});

describe('local ports', () => {
  it.for([
    ['vacancies', ['vacancies-smoke']],
    ['requests', ['requests', '--spawn-rate', '60']],
  ] as const)(
    'too few local ports make a run invalid, although its thresholds are broken: %s',
    async ([system, test], context) => {
      const network = NetworkNamespace.make(context);
      const service = await network.serve(system, '127.0.0.1', ['--latency', `${LATENCY_MS}ms`]);
      network.leavePorts(5);
      const cwd = await tempFolder();
      const env = { ...variablesFor(service), TARGET_HOST: `http://${service.address}` };
      const end = await network.loadline(['run', ...test, ...OPTIONS, '--run-id', 'one'], { cwd, env });
      expect(end.code, end.output).toBe(3);
      const { verdict, reasons, aggregate } = await resultIn(cwd, 'one');
      expect(verdict).toBe('invalid');
      expect(reasons[0]).toMatch(
        /^the load generator ran out of local ports \(out_of_ports, \d+ failed calls\): widen/,
      );
      expect(reasons).toContainEqual(expect.stringContaining('the bound is'));
      expect(causeNames(aggregate.calls.map(({ causes }) => causes))).toEqual(['out_of_ports']);
    },
  );
});

/** Returns the name of each cause once. */
function causeNames(causes: readonly Readonly<Record<string, number>>[]): string[] {
  const counted = causes.flatMap((byCause) => Object.entries(byCause)).filter(([, count]) => count > 0);
  return [...new Set(counted.map(([cause]) => cause))];
}
