/** Cache of the current theme's colours: reading them from the browser takes time. */
const colours = new Map<string, string>();

/** A colour of `report-theme.css` by its name. */
export function colour(name: string): string {
  let value = colours.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    colours.set(name, value);
  }
  return value;
}

/** Clears the cache after a change of theme. */
export function forgetColours(): void {
  colours.clear();
}
