/** Variable by which `bin/loadline` tells a set-up what to do about waiting until the system has drained. */
export const DRAIN_ORDER = 'DRAIN_ORDER';

/** `only`: wait, and do nothing else. `done`: somebody has waited. `failed`: somebody has waited, and it has not drained. */
export type DrainOrder = 'only' | 'done' | 'failed';
