/** Log levels from the most to the least lines: each level shows its own lines and those of the levels after it. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];
