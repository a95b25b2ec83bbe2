/** The name that is meant by a misspelt one, or null when none is near: at most a third of its letters are others. */
export function nearestName(name: string, names: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  const [best] = names
    .map((one) => ({ one, distance: editDistance(wanted, one.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(name.length, best.one.length) / 3 ? best.one : null;
}

/** Letters to insert, drop or replace (Levenshtein). */
function editDistance(from: string, to: string): number {
  const [a, b] = [Array.from(from), Array.from(to)];
  let before = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (const [i, letter] of a.entries()) {
    const row = [i + 1];
    for (const [k, other] of b.entries())
      row.push(
        Math.min((before[k + 1] ?? 0) + 1, (row[k] ?? 0) + 1, (before[k] ?? 0) + (letter === other ? 0 : 1)),
      );
    before = row;
  }
  return before[b.length] ?? 0;
}
