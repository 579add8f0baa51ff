/** Exit codes of `bin/loadline`. */
export const EXIT = { pass: 0, usage: 2, invalid: 3, fail: 99, interrupted: 105 } as const;
