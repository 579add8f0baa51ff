/**
 * State of the module, because suites call `setting` where nothing of the run is at hand. k6 gives each virtual user modules of its
 * own, and set-up and clean-up too: each sets it at its start.
 */
let known: Readonly<Record<string, string>> = {};

/** Sets the variables with which the run was planned, so that virtual users do not read and check them again. */
export function useSettings(settings: Readonly<Record<string, string>>): void {
  known = settings;
}

/**
 * Returns a variable of the run as it was read and checked when the run was planned, defaults included.
 * @throws {Error} when the suite did not read it then, in `target` or `data`
 */
export function setting(name: string): string {
  const value = known[name];
  if (value === undefined)
    throw new Error(`the suite does not read ${name} when a run is planned: read it in target or data`);
  return value;
}
