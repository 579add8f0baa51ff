const EXIT_USAGE = 2;

/**
 * Reads a variable that sets a count. Ends the bench when its value is not one, before anything is measured.
 * @param {string} name
 * @param {number} usual the count when the variable is not set or empty
 * @param {number} step the count is a multiple of it
 */
export function countFrom(name, usual, step = 1) {
  const text = process.env[name] || String(usual);
  const count = /^[0-9]+$/.test(text) ? Number(text) : 0;
  if (Number.isSafeInteger(count) && count > 0 && count % step === 0) return count;
  const wanted = step === 1 ? 'whole number from 1 upwards' : `multiple of ${step}`;
  console.error(`${name} is "${text}": write a ${wanted}, such as ${usual}`);
  return process.exit(EXIT_USAGE);
}
