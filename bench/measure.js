import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const POLL_MS = 20;

/**
 * Runs a process to its end and watches what it uses, by what Linux says of it every 20 ms.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<{ code: number | null, cpuSeconds: number, peakBytes: number, startedAtMs: number, output: string }>}
 */
export function measure(command, args, env) {
  return new Promise((resolve, reject) => {
    const startedAtMs = Date.now();
    const child = spawn(command, args, { env: { HOME: '/tmp', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    let cpuSeconds = 0;
    let peakBytes = 0;
    const poll = setInterval(() => {
      try {
        const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ');
        cpuSeconds = (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND;
        const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
        if (peak) peakBytes = Number(peak) * 1024;
      } catch {
        // The process has just ended: what was read last holds.
      }
    }, POLL_MS);
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(poll);
      resolve({ code, cpuSeconds, peakBytes, startedAtMs, output });
    });
  });
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
