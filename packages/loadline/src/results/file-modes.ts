import { chmodSync } from 'node:fs';

/** Umask for all files of a run except its reports: requests and replies are private. */
const PRIVATE_UMASK = 0o077;

const PRIVATE_FILE = 0o600;

/** Umask that loadline was started with. Undefined until {@link writePrivately} is called. */
let usersUmask: number | undefined;

/** From this call on, only the owner can read the files that loadline and the programs it starts write. */
export function writePrivately(): void {
  const before = process.umask(PRIVATE_UMASK);
  usersUmask ??= before;
}

/** Mode of a report in the run's folder. @param mode from `--report-mode` */
export function reportMode(mode: number | undefined): number {
  return mode ?? PRIVATE_FILE;
}

/** Mode of a report at a path that the user named. Without `--report-mode` it is the mode of any file of the user. */
export function copyMode(mode: number | undefined): number {
  return mode ?? 0o666 & ~(usersUmask ?? 0o022);
}

/**
 * Closes a run's folder to everyone but its owner. Those who may read the reports may pass through the folder but not list
 * it: the names of the other files stay hidden, and these files are private themselves.
 * @param mode of the reports
 */
export function protectFolder(folder: string, mode?: number): void {
  const readers = reportMode(mode) & 0o044;
  chmodSync(folder, 0o700 | (readers >> 2));
}

/** Parses a file mode such as `0644`. @throws {Error} with a message that says what to write */
export function parseMode(text: string): number {
  const mode = /^0?[0-7]{3}$/.test(text) ? Number.parseInt(text, 8) : 0;
  if ((mode & 0o600) === 0o600 && (mode & 0o111) === 0) return mode;
  throw new Error(
    `is "${text}": write who may read and write the reports as chmod does, such as 0644 or 0640; their owner has to`,
  );
}
