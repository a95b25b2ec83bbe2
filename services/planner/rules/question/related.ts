import type { Table } from '../../../../shared/plan/catalog.ts';
import { columnsOf, isTable, isWord, opposite, tablesOf, valuesOf, type Item } from '../words/items.ts';
import type { ColumnRef } from '../words/names.ts';
import { joinKey } from '../sql/sql.ts';
import { isThrough } from './elsewhere.ts';
import { isDenial, isTimeFilter, type Filter, type Related } from './filters.ts';
import type { Reader, Threshold } from './question.ts';

/**
 * What is said of rows of another table, of which an entity has many, becomes what is said of the entity: that it has such
 * rows, that it has none, that it has so many. "Users who viewed but never clicked" says two such things. False where it
 * is open what belongs to which.
 */
export function settleRelated(reader: Reader): boolean {
  const { question, scope, items } = reader;
  const conditions = question.filters.filter(({ of }) => isThrough(scope.base, of.table));
  const mentions = items.list.filter((item) => isMentioned(reader, item));
  const [table, ...more] = new Set([
    ...conditions.map(({ of }) => of.table),
    ...mentions.flatMap((item) => tablesOf(item).slice(0, 1)),
  ]);
  if (table === undefined) return question.threshold === null;
  // "customers with orders that are not open": some order is not, or none is?
  if (more.length > 0 || conditions.some(isDenial)) return false;
  if (question.groups.some(({ of }) => of.table === table)) return question.threshold === null;
  if (!isOfEntities(reader, mentions)) return false;
  const [never, ...others] = items.words('never', 'without');
  if (others.length > 0) return false;
  const parts = split(reader, conditions, mentions, never ?? null);
  if (parts === null) return false;
  question.filters = question.filters.filter((one) => !conditions.includes(one));
  for (const part of parts) if (!addRelated(reader, table, part)) return false;
  useDistinct(reader);
  return true;
}

interface Part {
  where: Filter[];
  not: boolean;
  rows: Threshold | null;
  words: Item[];
}

const isMentioned = ({ items, scope, question }: Reader, item: Item): boolean => {
  const [table] = tablesOf(item);
  const part = items.partOf(item);
  return (
    table !== undefined &&
    isThrough(scope.base, table) &&
    (part === table || (question.threshold !== null && part === question.threshold))
  );
};

/** Whether the prompt says of whom the rows are: "the average age of interactions" may weigh each by its interactions. */
function isOfEntities({ items, scope, question }: Reader, mentions: Item[]): boolean {
  if (question.measures.some(({ kind }) => kind === 'count')) return true;
  const named = items.list.some((item) => tablesOf(item)[0] === scope.base);
  const isOwnValue = (item: Item) =>
    !isTable(item) && [...columnsOf(item), ...valuesOf(item)].every(({ table }) => table === scope.base);
  return (
    named ||
    (mentions.length === 0 && items.list.some((item) => valuesOf(item).length > 0 && isOwnValue(item)))
  );
}

/** What stands beyond the "never" is denied; a time on its own before it belongs to what is denied, too. */
function split(
  { language, positions, question }: Reader,
  conditions: Filter[],
  mentions: Item[],
  never: Item | null,
): Part[] | null {
  const rows = question.threshold;
  const some = { not: false, rows, words: mentions };
  if (never === null) return [{ where: conditions, ...some }];
  if (rows !== null) return null;
  const isBeyond = (at: number) => (language === 'ja' ? at < never.at : at > never.at);
  const facts = conditions.filter((one) => !isTimeFilter(one));
  const denied = facts.filter((one) => isBeyond(positions.get(one) ?? -1));
  const held = facts.filter((one) => !denied.includes(one));
  if (denied.length === 0 && !mentions.some(({ at }) => isBeyond(at))) return null;
  // "閲覧したが購入していない" denies the second alone; and of "never bought A and B" nobody can tell.
  if (language === 'ja' && facts.length > 1) return null;
  if (denied.some((one) => one.kind === 'in' && one.values.length > 1 && !one.or)) return null;
  const times = conditions.filter(isTimeFilter);
  if (held.length > 0 && times.length > 0) return null;
  const none: Part = { where: [...denied, ...times], not: true, rows: null, words: [never, ...mentions] };
  return held.length === 0 ? [none] : [{ where: held, not: false, rows: null, words: [] }, none];
}

function addRelated({ items, question, scope, positions }: Reader, table: Table, part: Part): boolean {
  const name = joinKey(table, scope.base);
  const of = columnNamed(scope.base, name);
  const key = columnNamed(table, name);
  if (of === null || key === null) return false;
  const { where, not, rows, words } = part;
  const filter: Related = { kind: 'related', of, key, where, not, rows };
  const said = items.list.filter((item) => where.some((one) => one === items.partOf(item)));
  question.filters.push(filter);
  positions.set(filter, Math.min(...[...said, ...words].map(({ at }) => at)));
  items.useAs(
    filter,
    ...said,
    ...words,
    ...items.list.filter((item) => items.partOf(item) === rows && rows !== null),
  );
  return true;
}

function columnNamed(table: Table, name: string | null): ColumnRef | null {
  const column = table.columns.find((one) => one.name.toLowerCase() === name?.toLowerCase());
  return column === undefined ? null : { table, column };
}

/** "different users" in interactions: each is counted once as it is. */
function useDistinct({ items, scope, question, forward }: Reader): void {
  for (const word of items.words('distinct')) {
    const table = items.list[word.at + forward] ?? items.list[word.at + opposite(forward)];
    if (tablesOf(table).includes(scope.base) && !isWord(table, 'distinct'))
      items.useAs(question.filters.at(-1) ?? question, word);
  }
}
