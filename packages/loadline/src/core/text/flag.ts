/** Whether a variable switches something on: `1` or `true`. */
export function isOn(text: string | undefined): boolean {
  return text === '1' || text === 'true';
}
