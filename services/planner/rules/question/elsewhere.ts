import type { Table } from '../../../../shared/plan/catalog.ts';
import { isDenial } from './filters.ts';
import { isWord, tablesOf, textOf } from '../words/items.ts';
import type { Measure, Reader } from './question.ts';
import { joinKey } from '../sql/sql.ts';

/** Whether the table has many rows of each of those that are counted. */
export const isThrough = (base: Table, table: Table): boolean =>
  table !== base && joinKey(base, table) === null && joinKey(table, base) !== null;

/**
 * "クリックした人は何人" counts persons, of whom the table has many rows each: the different keys of the only table that
 * it leads to. False where it leads to several, or where a share of rows would pass for one of persons.
 */
export function countPeople({ items, scope, question, language, catalog }: Reader): boolean {
  const counts = items.list.filter((item) => isWord(item, 'count'));
  const isOfRows = counts.some((item) => /件|回/u.test(textOf(item)));
  const saysPeople = counts.some((item) => /人|名/u.test(textOf(item))) || (items.saysPeople && !isOfRows);
  if (language !== 'ja' || !saysPeople) return true;
  const keys = keysOf(scope.base, catalog.tables);
  if (keys.length === 0) return true;
  const [key, ...more] = keys;
  const at = question.measures.findIndex((measure) => measure.kind === 'count');
  if (question.measures.some(({ kind }) => kind === 'share' || kind === 'rate')) return false;
  if (at === -1) return !items.saysPeople;
  // "野球部以外の人数": those who are in another club, or those who are not in that one?
  if (key === undefined || more.length > 0) return false;
  // "従業員は何人" counts them, "注文の人数" who ordered.
  if (counts.some((count) => tablesOf(items.list[count.at - 1]).includes(scope.base))) return false;
  if (question.filters.some((one) => isDenial(one) && one.of.table === scope.base)) return false;
  const count = question.measures[at];
  const measure: Measure = { kind: 'distinct', of: key };
  question.measures[at] = measure;
  items.useAs(measure, ...items.list.filter((item) => count !== undefined && items.partOf(item) === count));
  return true;
}

/** Keys to other tables, which repeat. */
const keysOf = (base: Table, tables: readonly Table[]) =>
  tables.flatMap((table) => {
    const key = table === base ? null : joinKey(base, table);
    const column = base.columns.find(({ name }) => name.toLowerCase() === key?.toLowerCase());
    return column === undefined || column.distinctCount >= base.rowCount ? [] : [{ table: base, column }];
  });

/** "the patient with the fewest visits" may have none, and those who have none are in no row that is counted. */
export function hidesNone({ question, scope, catalog }: Reader): boolean {
  const { order, measures, groups, filters } = question;
  // Nothing measured yet is a count.
  const counts =
    measures.length === 0 || measures.some(({ kind }) => kind === 'count' || kind === 'distinct');
  if (order?.direction !== 'least' || !counts) return false;
  return groups.some(({ of: { table, column } }) =>
    catalog.tables.some(
      (other) =>
        table === scope.base &&
        other !== table &&
        joinKey(table, other)?.toLowerCase() === column.name.toLowerCase() &&
        (filters.length > 0 || column.distinctCount < other.rowCount),
    ),
  );
}
