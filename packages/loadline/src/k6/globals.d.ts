/** k6's console: lines go to its log, at the level of the method's name (`log` is `info`). */
declare const console: Record<'log' | 'info' | 'warn' | 'error' | 'debug', (text: string) => void>;

/** As in a browser; k6 has it without an import. */
declare function setTimeout(callback: () => void, delayMs: number): number;
declare function clearTimeout(timer: number): void;
