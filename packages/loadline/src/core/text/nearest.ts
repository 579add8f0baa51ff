/**
 * Finds the valid name that a mistyped one most likely means, by edit distance (insert, delete, replace, swap of neighbours:
 * the optimal string alignment distance), ignoring case.
 * @returns undefined when the nearest name differs by more than half of the longer name's length
 */
export function nearest(name: string, valid: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of valid) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= Math.max(name.length, candidate.length) / 2 && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Writes the sentence that follows an unknown name: the nearest valid name, and all valid names. */
export function didYouMean(name: string, valid: readonly string[]): string {
  const guess = nearest(name, valid);
  const list = valid.length > 0 ? `valid: ${valid.join(', ')}` : 'there are none';
  return guess === undefined ? list : `did you mean "${guess}"? ${list}`;
}

/**
 * Writes that a name is unknown, with the nearest valid name and all valid names.
 * @param kind what the name stands for, e.g. `suite`
 */
export function thereIsNo(kind: string, name: string, valid: readonly string[]): string {
  return `there is no ${kind} "${name}": ${didYouMean(name, valid)}`;
}

function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
