import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, posix } from 'node:path';

/** Names of the memory files of a cgroup: version 2, then version 1. */
const CGROUP_FILES = [
  { folder: '', limit: 'memory.max', usage: 'memory.current', cache: 'inactive_file' },
  {
    folder: 'memory',
    limit: 'memory.limit_in_bytes',
    usage: 'memory.usage_in_bytes',
    cache: 'total_inactive_file',
  },
] as const;
type CgroupFiles = (typeof CGROUP_FILES)[number];

/**
 * Memory that this process can use without swapping, in bytes: the smallest of what the machine has and what each cgroup
 * around this process leaves.
 * @param root folder that holds `proc` and `sys`
 */
export function availableMemory(root = '/'): number {
  // The file exists only on Linux. Elsewhere the total memory of the machine is the best figure there is.
  const ofMachine = /^MemAvailable:\s+(\d+) kB$/m.exec(read(join(root, 'proc/meminfo')))?.[1];
  const machine = ofMachine === undefined ? totalmem() : Number(ofMachine) * 1024;
  return Math.min(machine, ...leftByCgroups(root));
}

function leftByCgroups(root: string): number[] {
  const cgroups = read(join(root, 'proc/self/cgroup')).split('\n');
  return CGROUP_FILES.flatMap((files) => {
    const ours = cgroups.find((line) =>
      (files.folder === '' ? /^0::/ : /^\d+:([^:]*,)?memory[,:]/).test(line),
    );
    // In a container, the path may be the one that the host sees. The container's own cgroup is then the top one.
    const path = ours?.replace(/^[^:]*:[^:]*:/, '') ?? '/';
    return withParents(path).flatMap((cgroup) =>
      left(join(root, 'sys/fs/cgroup', files.folder, cgroup), files),
    );
  });
}

/** Path of a cgroup and of each one above it: the limits of all of them apply. */
function withParents(path: string): string[] {
  return path === '/' || path === '.' ? ['/'] : [path, ...withParents(posix.dirname(path))];
}

/** Bytes that one cgroup leaves of its limit, if it has one. Cached files that the kernel can drop count as free. */
function left(folder: string, { limit, usage, cache }: CgroupFiles): number[] {
  const most = Number.parseInt(read(join(folder, limit)), 10);
  const used = Number.parseInt(read(join(folder, usage)), 10);
  if (Number.isNaN(most) || Number.isNaN(used)) return [];
  const droppable = Number(
    new RegExp(`^${cache} (\\d+)$`, 'm').exec(read(join(folder, 'memory.stat')))?.[1] ?? 0,
  );
  return [Math.max(0, most - Math.max(0, used - droppable))];
}

/** @returns an empty text when the file cannot be read */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
