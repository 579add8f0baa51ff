import { didYouMean } from '../../core/text/nearest';

/** Parses weights such as `a:1,b:2`. @throws {RangeError} saying what is wrong with the text */
export function parseWeights(text: string, valid: readonly string[]): string[] {
  const pairs = text.split(',').map((pair) => pair.trim());
  for (const pair of pairs) {
    const [item = '', weight = '', rest] = pair.split(':');
    if (!valid.includes(item)) throw new RangeError(`there is no "${item}": ${didYouMean(item, valid)}`);
    if (!/^\d{1,3}$/.test(weight) || rest !== undefined)
      throw new RangeError(`holds "${pair}": write a name and a whole number, such as ${item}:1`);
  }
  if (pairs.every((pair) => /:0+$/.test(pair))) throw new RangeError('has no weight above 0');
  return pairs;
}
