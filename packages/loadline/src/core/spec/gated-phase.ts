/** A phase of a run that `loadline prove` lets begin. `load` begins after set-up; with a warm-up, that begins first. */
export type GatedPhase = 'load' | 'clean-up';
