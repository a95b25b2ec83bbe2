/** What `make` gives for each item, in the items' order; at most `most` are made at a time. */
export async function mapAtOnce<T, R>(
  items: readonly T[],
  most: number,
  make: (item: T) => Promise<R>,
): Promise<R[]> {
  const made: R[] = [];
  const left = items.entries();
  // All take from one iterator, so each item is taken once.
  const work = async (): Promise<void> => {
    for (const [i, item] of left) made[i] = await make(item);
  };
  await Promise.all(Array.from({ length: most }, work));
  return made;
}
