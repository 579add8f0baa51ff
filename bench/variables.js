const EXIT_USAGE = 2;

/**
 * Reads a variable that sets a count. Ends the bench when its value is not one, before anything is measured.
 * @param {string} name
 * @param {number} usual the count when the variable is not set or empty
 */
export function countFrom(name, usual) {
  const text = process.env[name] || String(usual);
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  console.error(`${name} is "${text}": write a whole number from 1 upwards, such as ${usual}`);
  return process.exit(EXIT_USAGE);
}
