import type { Catalog, Column, Table } from '../../../../shared/plan/catalog.ts';
import { isTime } from '../columns.ts';
import { flatten, relatedTables } from './filters.ts';
import { columnsOf, isTable, isWord, namedTables, periodOf, valuesOf, type Items } from '../words/items.ts';
import type { ColumnRef } from '../words/names.ts';
import type { Question } from './question.ts';
import { joinKey } from '../sql/sql.ts';
import { grains } from '../words/words.ts';

/** What a prompt leaves open and a nearest SELECT would settle by chance. */
export const leavesOpen = (question: Question, items: Items, catalog: Catalog): boolean =>
  isElsewhereToo(question, items, catalog) || countsDeleted(question, items) || countsDays(question, items);

/**
 * "How many are in Tokyo?" where stores and addresses have a city of that name: without a table in the prompt another
 * table answers it as well. "orders by city" where neither of those that have one is named: either may be meant.
 */
function isElsewhereToo({ table }: Question, items: Items, catalog: Catalog): boolean {
  const named = namedTables(items);
  const holders = items.list.flatMap((item) => {
    const meant = [...columnsOf(item), ...valuesOf(item)].filter((one) => !isKey(one, catalog));
    return meant.length === 0 || isTable(item) ? [] : [[...new Set(meant.map((one) => one.table))]];
  });
  if (named.length > 0)
    return holders.some(
      (tables) =>
        tables.length > 1 &&
        !tables.includes(table) &&
        tables.filter((one) => named.includes(one)).length !== 1,
    );
  const needsTime = items.list.some((item) => isWord(item, ...grains) || periodOf(item) !== null);
  return catalog.tables.some(
    (other) =>
      other !== table &&
      holders.length > 0 &&
      holders.every((tables) => tables.includes(other)) &&
      (!needsTime || other.columns.some(isTime)),
  );
}

/** A key has one name in every table that it leads to, and means the same in all of them. */
const isKey = ({ table, column }: ColumnRef, { tables }: Catalog): boolean =>
  tables.some((other) => {
    const key = other === table ? null : (joinKey(table, other) ?? joinKey(other, table));
    return key?.toLowerCase() === column.name.toLowerCase();
  });

const marksDeletion =
  /^(?:is_)?(?:deleted|archived|closed|removed|disabled)(?:_at|_on|_date|_flag)?$|削除|退会|無効/i;

/** Rows that a column marks as gone: whoever counts the table may want them or not. */
const countsDeleted = ({ table, filters }: Question, items: Items): boolean =>
  [table, ...relatedTables(filters)].some((one) =>
    one.columns.some((column) => isGone(column) && !isMeant(column, items)),
  );

const isGone = ({ name, nullShare, distinctCount }: Column): boolean =>
  marksDeletion.test(name) && nullShare < 1 && distinctCount > 0;

const isMeant = (column: Column, items: Items): boolean =>
  items.list.some((item) => [...columnsOf(item), ...valuesOf(item)].some((one) => one.column === column));

const zone = /\b(?:UTC|GMT|time ?zone)\b|_utc\b|タイムゾーン|協定世界時|世界標準時/i;

/** Days, months and hours of a time that is written in another zone than people live in are not the days that they mean. */
function countsDays({ groups, filters, measures }: Question, items: Items): boolean {
  const parts = measures.flatMap((measure) => (measure.kind === 'share' ? measure.part : []));
  const dated = flatten([...filters, ...parts]).filter(({ kind }) => kind !== 'missing');
  const used = [...groups, ...dated].map(({ of }) => of);
  const isZoned = ({ table, column }: { table: Table; column: Column }): boolean =>
    isTime(column) &&
    [column.name, column.comment, column.description, table.description, table.comment].some(
      (text) => text != null && zone.test(text),
    );
  return used.some(isZoned) && !items.tokens.some(({ text }) => /^(?:utc|gmt)$/i.test(text));
}
