/** An option as the user writes it: `--spawn-rate`. @param name in commander's form, `spawnRate` */
export function optionName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
