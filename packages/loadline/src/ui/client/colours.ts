/** Of the theme that is on; asking the browser for them takes time. */
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

/** Asks anew for each colour: another theme is on. */
export function forgetColours(): void {
  colours.clear();
}
