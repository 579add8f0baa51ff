import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

/** A path inside this project. @param {string} path */
export const project = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const TICKS_PER_SECOND = 100;
const POLL_MS = 20;

const ALL_CORES = `0-${cpus().length - 1}`;

/** Core of each process. The bench itself does not use the generator's core. */
export const CORES = { generator: 0, server: 1, bench: cpus().length > 2 ? 2 : 1 };

/**
 * Does work whose processes may use all cores, such as starting a browser: they would inherit the core of the bench.
 * @template Value
 * @param {() => Promise<Value>} work
 */
export async function onAllCores(work) {
  await pin(ALL_CORES);
  try {
    return await work();
  } finally {
    await pin(String(CORES.bench));
  }
}

/** Pins the bench itself. @param {string} cores */
const pin = (cores) => run({ file: 'taskset', args: ['-cp', cores, String(process.pid)] }, 'any');

/**
 * A process to measure.
 * @typedef {object} Command
 * @property {string} file program
 * @property {string[]} args
 * @property {Record<string, string>} [env] all that it gets besides PATH, HOME and TMPDIR
 * @property {string} [cwd]
 */

/** Ids of the processes of a tree, the root first. @param {number} pid @returns {number[]} */
function tree(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return [pid, ...children.flatMap((child) => tree(Number(child)))];
  } catch {
    return [];
  }
}

/** Kills all processes that this one started, and those that they started. */
export function killDescendants() {
  for (const pid of tree(process.pid).slice(1)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // The process has just ended.
    }
  }
}

/** CPU that a process and its children have used since their start, in seconds. @param {number} pid */
export const cpuSeconds = (pid) => tree(pid).reduce((sum, member) => sum + ownCpuSeconds(member), 0);

/** CPU that a process has used since its start, without its children, in seconds. @param {number} pid */
export function ownCpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    // The process has just ended.
    return 0;
  }
}

/** Sum of the peak memory of a process and its children, in bytes. The peaks may be at different times. @param {number} pid */
function peakBytes(pid) {
  let bytes = 0;
  for (const member of tree(pid)) {
    try {
      const status = readFileSync(`/proc/${member}/status`, 'utf8');
      bytes += Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    } catch {
      // The process has just ended.
    }
  }
  return bytes;
}

/**
 * Starts a process, on one core or on `any`, and measures its use every 20 ms. Without a core it would inherit that of the bench.
 * @param {Command} command
 * @param {number | 'any'} core
 */
export function start({ file, args, env = {}, cwd = project('.') }, core) {
  const startedAtMs = Date.now();
  const cores = core === 'any' ? ALL_CORES : String(core);
  const child = spawn('taskset', ['-c', cores, file, ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME ?? '/tmp',
      TMPDIR: tmpdir(),
      K6_NO_USAGE_REPORT: 'true',
      ...env,
    },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const used = { cpuSeconds: 0, peakBytes: 0 };
  const poll = setInterval(() => {
    used.cpuSeconds = Math.max(used.cpuSeconds, cpuSeconds(pid));
    used.peakBytes = Math.max(used.peakBytes, peakBytes(pid));
  }, POLL_MS);
  /** @type {Promise<{ code: number | null, cpuSeconds: number, peakBytes: number, startedAtMs: number, output: string }>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', ({ message }) => {
      clearInterval(poll);
      reject(new Error(`${message}: run bench/install.sh, which names what is missing`));
    });
    child.once('close', (code) => {
      clearInterval(poll);
      resolve({ code, ...used, startedAtMs, output });
    });
  });
  return {
    pid,
    startedAtMs,
    ended,
    output: () => output,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill: () => child.kill(),
  };
}

/**
 * Runs a process to its end.
 * @param {Command} command
 * @param {number | 'any'} core
 * @throws {Error} with all that it said, when it ends with anything but 0
 */
export async function run(command, core) {
  const end = await start(command, core).ended;
  if (end.code !== 0) throw failure(command, `ended with ${end.code}`, end.output);
  return end;
}

/** Length of the output that an error message quotes, in characters. */
const LAST_WORDS = 3_000;

/** @param {Command} command @param {string} what @param {string} output */
export const failure = ({ file, args }, what, output) =>
  new Error(`${what}: ${file} ${args.join(' ')}\n${output.slice(-LAST_WORDS)}`);
