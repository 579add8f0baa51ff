/** An option as it is written: `--spawn-rate`. @param name as commander has it, `spawnRate` */
export function optionName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
