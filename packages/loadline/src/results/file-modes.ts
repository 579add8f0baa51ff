import { chmodSync } from 'node:fs';

/** Files of a run but its reports: what was asked and answered is nobody else's business. */
const PRIVATE_UMASK = 0o077;

const PRIVATE_FILE = 0o600;

/** Of whoever started loadline; known when files became private. */
let usersUmask: number | undefined;

/** From here on, all that loadline and the programs that it starts write is readable by its owner only. */
export function writePrivately(): void {
  const before = process.umask(PRIVATE_UMASK);
  usersUmask ??= before;
}

/** Mode of a report in the run's folder. @param mode as `--report-mode` says */
export function reportMode(mode: number | undefined): number {
  return mode ?? PRIVATE_FILE;
}

/** Mode of a report where its user asked for it: as any file of theirs, if `--report-mode` says nothing. */
export function copyMode(mode: number | undefined): number {
  return mode ?? 0o666 & ~(usersUmask ?? 0o022);
}

/**
 * Makes a run's folder its owner's. Whoever may read reports in it has to get through it, and no further: the names of the
 * other files are not to be seen, and these are private themselves.
 * @param mode of the reports
 */
export function protectFolder(folder: string, mode?: number): void {
  const readers = reportMode(mode) & 0o044;
  chmodSync(folder, 0o700 | (readers >> 2));
}

/** Reads `0644`. @throws {Error} saying what to write */
export function parseMode(text: string): number {
  const mode = /^0?[0-7]{3}$/.test(text) ? Number.parseInt(text, 8) : 0;
  if ((mode & 0o600) === 0o600 && (mode & 0o111) === 0) return mode;
  throw new Error(
    `is "${text}": write who may read and write the reports as chmod does, such as 0644 or 0640; their owner has to`,
  );
}
