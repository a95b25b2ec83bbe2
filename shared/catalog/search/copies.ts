/** What names say of a table that stands in for another one: it is on its way in, kept aside, tried out, or summed up. */
const before = /^(?:stg|stage|staging|tmp|temp|bak|bk|backup|old|copy_of|wrk|work)_/i;
const behind =
  /_(?:hist|history|stg|staging|tmp|temp|bak|backup|old|new|copy|arch|archive|snap|snapshot|test|wk|daily|weekly|monthly|v?\d{1,3}|\d{6,8})$/i;

/**
 * Tables that are copies of others by their names, `stg_orders`, `orders_v2`, `orders_bak_20240331` of `orders`, each by the table
 * that it is a copy of. A name alone makes no copy: the other table has to be there.
 */
export function copiesAmong(names: readonly string[]): ReadonlyMap<string, string> {
  const known = new Map(names.map((name) => [name.toLowerCase(), name]));
  const copies = new Map<string, string>();
  for (const name of names) {
    const original = originalsOf(name).find((one) => known.has(one.toLowerCase()));
    if (original !== undefined) copies.set(name, known.get(original.toLowerCase()) ?? original);
  }
  return copies;
}

/** The name with one mark after the other taken off. */
function originalsOf(name: string): string[] {
  const shorter = [name.replace(before, ''), name.replace(behind, '')].filter((one) => one !== name);
  return shorter.flatMap((one) => [one, ...originalsOf(one)]);
}
