import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { availableMemory } from './available-memory';

const MB = 1024 ** 2;
const MACHINE = { 'proc/meminfo': `MemTotal: 9000000 kB\nMemAvailable:    8192000 kB\n` };
const OF_MACHINE = 8_000 * MB;
const UNLIMITED_V1 = '9223372036854771712';

/** Makes a folder with the memory files of `/proc` and `/sys`. */
function machine(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'loadline-memory-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [file, text] of Object.entries({ ...MACHINE, ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

const cgroup2 = (path: string, limit: string, used: number, stat = '') => ({
  [`sys/fs/cgroup${path}/memory.max`]: `${limit}\n`,
  [`sys/fs/cgroup${path}/memory.current`]: `${used}\n`,
  [`sys/fs/cgroup${path}/memory.stat`]: stat,
});
const cgroup1 = (path: string, limit: string, used: number, stat = '') => ({
  [`sys/fs/cgroup/memory${path}/memory.limit_in_bytes`]: `${limit}\n`,
  [`sys/fs/cgroup/memory${path}/memory.usage_in_bytes`]: `${used}\n`,
  [`sys/fs/cgroup/memory${path}/memory.stat`]: stat,
});
const v2At = (path: string) => ({ 'proc/self/cgroup': `0::${path}\n` });
const v1At = (path: string) => ({ 'proc/self/cgroup': `9:cpu:/\n4:memory:${path}\n0::/\n` });

it.each<[string, Record<string, string>, number]>([
  ['no cgroup', {}, OF_MACHINE],
  ['v2, without a limit', { ...v2At('/a'), ...cgroup2('/a', 'max', 5) }, OF_MACHINE],
  ['v2, in a container', { ...v2At('/'), ...cgroup2('', String(512 * MB), 112 * MB) }, 400 * MB],
  [
    "v2, a limit above the process's own cgroup",
    { ...v2At('/a/b'), ...cgroup2('/a', String(512 * MB), 12 * MB), ...cgroup2('/a/b', 'max', 1) },
    500 * MB,
  ],
  [
    'v2, limits of both: the lower one',
    { ...v2At('/a/b'), ...cgroup2('/a', String(512 * MB), 12 * MB), ...cgroup2('/a/b', String(100 * MB), 0) },
    100 * MB,
  ],
  [
    'v2, a cache that can be dropped counts as free',
    { ...v2At('/'), ...cgroup2('', String(512 * MB), 500 * MB, `anon 5\ninactive_file ${400 * MB}\n`) },
    412 * MB,
  ],
  ['v2, more used than the limit', { ...v2At('/'), ...cgroup2('', String(512 * MB), 600 * MB) }, 0],
  ['v2, more than the machine has', { ...v2At('/'), ...cgroup2('', String(64_000 * MB), 0) }, OF_MACHINE],
  ['v1, without a limit', { ...v1At('/a'), ...cgroup1('/a', UNLIMITED_V1, 5) }, OF_MACHINE],
  [
    'v1',
    { ...v1At('/a'), ...cgroup1('/a', String(256 * MB), 56 * MB, `total_inactive_file ${6 * MB}\n`) },
    206 * MB,
  ],
  [
    'v1, memory with another controller',
    { 'proc/self/cgroup': '4:cpu,memory:/a\n', ...cgroup1('/a', String(256 * MB), 0) },
    256 * MB,
  ],
  [
    'v1, in a container that names the path of the host',
    { ...v1At('/docker/4f2'), ...cgroup1('', String(256 * MB), 0) },
    256 * MB,
  ],
])('%s', (_name, files, bytes) => {
  expect(availableMemory(machine(files))).toBe(bytes);
});
