import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, posix } from 'node:path';

/** Names of a cgroup's files: v2, then v1. */
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
 * Memory that can be had without swapping, in bytes: the least of what the machine has and what each cgroup around this
 * process leaves.
 * @param root folder that holds `proc` and `sys`
 */
export function availableMemory(root = '/'): number {
  // Not Linux, where the file is absent: what the machine has is the best there is to know.
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
    // A container may name the path as the host sees it; its own cgroup is the top one then.
    const path = ours?.replace(/^[^:]*:[^:]*:/, '') ?? '/';
    return withParents(path).flatMap((cgroup) =>
      left(join(root, 'sys/fs/cgroup', files.folder, cgroup), files),
    );
  });
}

/** A cgroup's path and those above it, as the limit of each counts. */
function withParents(path: string): string[] {
  return path === '/' || path === '.' ? ['/'] : [path, ...withParents(posix.dirname(path))];
}

/** What one cgroup leaves of its limit, if it has one. Files that the kernel can drop from its cache count as free. */
function left(folder: string, { limit, usage, cache }: CgroupFiles): number[] {
  const most = Number.parseInt(read(join(folder, limit)), 10);
  const used = Number.parseInt(read(join(folder, usage)), 10);
  if (Number.isNaN(most) || Number.isNaN(used)) return [];
  const droppable = Number(
    new RegExp(`^${cache} (\\d+)$`, 'm').exec(read(join(folder, 'memory.stat')))?.[1] ?? 0,
  );
  return [Math.max(0, most - Math.max(0, used - droppable))];
}

/** @returns an empty text where the file is absent */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
