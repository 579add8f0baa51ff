import { join } from 'node:path';

/** A path inside this project. */
export function project(...path: string[]): string {
  return join(import.meta.dirname, '..', '..', ...path);
}
