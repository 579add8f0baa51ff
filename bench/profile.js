// Where the CPU goes: Go profiles the bundle and the hand-written script in the middle of their runs. Prints microseconds per
// call of the most expensive functions, including what they call. Not part of `make bench`, because a profile costs CPU itself.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { K6_API, withPprof } from './pprof.js';
import { CORES, project, run, start } from './process.js';
import { setUp } from './set-up.js';
import { bundle, CALLS_PER_SECOND, handWritten } from './tools.js';

const CONNECTING_MS = 5_000;
const SECONDS = 10;
const TAIL_SECONDS = 5;

/** The parts that are measured, each with the functions of k6 and Go that belong to it. */
const PARTS = {
  'all of it': /Total samples = ([\d.]+)s/,
  'the script, calls included': /([\d.]+)(ms|s) +[\d.]+% +github\.com\/grafana\/sobek\.\(\*vm\)\.run$/m,
  'a gRPC call, from the script on': /([\d.]+)(ms|s) +[\d.]+% +\S+\/k6\/grpc\.\(\*Client\)\.Invoke$/m,
  'reading its parameters and request':
    /([\d.]+)(ms|s) +[\d.]+% +\S+grpc\.\(\*Client\)\.buildInvokeRequest$/m,
  'the garbage collector': /([\d.]+)(ms|s) +[\d.]+% +runtime\.gcBgMarkWorker$/m,
  'allocating memory': /([\d.]+)(ms|s) +[\d.]+% +runtime\.mallocgc$/m,
  'records of test data': /([\d.]+)(ms|s) +[\d.]+% +\S+data\.wrappedSharedArray\.Get$/m,
  'adding to metrics': /([\d.]+)(ms|s) +[\d.]+% +\S+k6\/metrics\.Metric\.add$/m,
  'system calls': /([\d.]+)(ms|s) +[\d.]+% +internal\/runtime\/syscall\/linux\.Syscall6$/m,
};

const { home, server } = await setUp();
/** @type {Record<string, string[]>} */
const table = Object.fromEntries(Object.keys(PARTS).map((part) => [part, []]));
try {
  for (const tool of [handWritten, bundle(home)]) {
    const command = await tool(server, CONNECTING_MS / 1_000 + SECONDS + TAIL_SECONDS);
    if (Array.isArray(command)) throw new Error('one command is profiled at a time');
    const k6 = start(withPprof(command), CORES.generator);
    await wait(CONNECTING_MS);
    const file = join(home, 'profile.pb.gz');
    const from = `http://${K6_API}/debug/pprof/profile?seconds=${SECONDS}`;
    await run({ file: 'go', args: ['tool', 'pprof', '-proto', '-output', file, from] }, CORES.bench);
    await k6.ended;
    const show = [
      'tool',
      'pprof',
      '-top',
      '-cum',
      '-nodefraction=0',
      '-nodecount=100000',
      project('bin/k6'),
      file,
    ];
    const { output } = await run({ file: 'go', args: show }, CORES.bench);
    for (const [part, pattern] of Object.entries(PARTS)) table[part]?.push(perCall(pattern.exec(output)));
  }
} finally {
  await server.stop();
}
console.log(`| µs per call | hand-written | loadline |\n|---|---|---|`);
for (const [part, [hand, own]] of Object.entries(table)) console.log(`| ${part} | ${hand} | ${own} |`);

/** @param {RegExpExecArray | null} found a time, and its unit when it is not a second */
function perCall(found) {
  if (found === null) return '0.0';
  const seconds = Number(found[1]) / (found[2] === 'ms' ? 1_000 : 1);
  return ((seconds / (CALLS_PER_SECOND * SECONDS)) * 1e6).toFixed(1);
}
