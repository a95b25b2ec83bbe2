import type { ColumnHead, Relation } from './relations.ts';
import { identifier, tableName } from './sql-text.ts';

export const listedValues = 30;
/** A catalog is for people and planners: it holds no whole documents. */
export const shownCharacters = 200;

/**
 * What of a relation is looked at.
 * - `sampled`: every row for counts and ranges, one in so many for the different values. Hashing every value of every
 *   column is most of the work, and its memory grows with the columns; blocks are read once either way.
 * - `firstRows`: a scan that ends early, where one of all rows has not ended. Its rows are the first that were loaded, not a
 *   sample of all: what it says is better than nothing.
 */
export type Scan = { all: true } | { sampled: number } | { firstRows: number };

/**
 * One pass for the numbers of all columns. Of the whole: `scanned`, and `drawn` (rows whose values were told apart); of the
 * n-th column: `p` rows that have a value, `d` different values, `l` characters of the longest text, `a` the smallest, `z` the
 * largest. APPROXIMATE COUNT(DISTINCT) is HyperLogLog, "a relative error of around 2 %" (r_COUNT).
 */
export function statisticsSql(relation: Relation, columns: readonly ColumnHead[], scan: Scan): string {
  const isSampled = 'sampled' in scan;
  const shown = columns.map((column, i) => `${plain(column)} as c${i}`);
  if (isSampled) shown.push(`random() < ${(1 / scan.sampled).toFixed(9)} as is_drawn`);
  const limit = 'firstRows' in scan ? ` limit ${scan.firstRows}` : '';
  const drawn = isSampled ? 'sum(case when is_drawn then 1 else 0 end)' : 'count(*)';
  const numbers = columns.flatMap((column, i) => numbersOf(column, `c${i}`, i, isSampled));
  return `select count(*) as scanned, ${[`${drawn} as drawn`, ...numbers].join(', ')}
    from (select ${shown.join(', ')} from ${tableName(relation)}${limit}) scan`;
}

function numbersOf({ kind }: ColumnHead, name: string, i: number, isSampled: boolean): string[] {
  if (kind === 'other') return [`count(${name}) as p${i}`];
  const told = isSampled ? `case when is_drawn then ${name} end` : name;
  const shown = (value: string) => `left(${asText(kind, value)}, ${shownCharacters})`;
  return [
    `count(${name}) as p${i}`,
    `approximate count(distinct ${told}) as d${i}`,
    ...(kind === 'text' ? [`max(len(${name})) as l${i}`] : []),
    `${shown(`min(${name})`)} as a${i}`,
    `${shown(`max(${name})`)} as z${i}`,
  ];
}

/** How often each value of the n-th columns stands: `place`, `value`, `n`; at most one more than are listed. */
export function valuesSql(relation: Relation, columns: ReadonlyMap<number, ColumnHead>): string {
  const counts = Array.from(columns, ([i, column]) => {
    const { name, kind } = column;
    return `select ${i} as place, value, n from (select ${asText(kind, plain(column))} as value, count(*) as n
      from ${tableName(relation)} where ${identifier(name)} is not null
      group by 1 order by 2 desc, 1 limit ${listedValues + 1}) v${i}`;
  });
  return `select place, value, n from (${counts.join(' union all ')}) listed order by place, n desc, value`;
}

/** Different values of the n-th columns, counted one by one: `d`. */
export function distinctSql(relation: Relation, columns: ReadonlyMap<number, ColumnHead>): string {
  const counts = Array.from(columns, ([i, { name }]) => `count(distinct ${identifier(name)}) as d${i}`);
  return `select ${counts.join(', ')} from ${tableName(relation)}`;
}

export const countSql = (relation: Relation): string => `select count(*) as n from ${tableName(relation)}`;

/** MIN, MAX and a cast to text take no BOOLEAN (r_MAX, "Type compatibility and conversion"). */
const plain = ({ name, kind }: ColumnHead): string => {
  const column = identifier(name);
  if (kind !== 'boolean') return column;
  return `case when ${column} is true then 'true' when ${column} is false then 'false' end`;
};

/** A VARCHAR without a length is one of 256 bytes, so texts are left as they are. */
const asText = (kind: ColumnHead['kind'], value: string): string =>
  kind === 'text' || kind === 'boolean' ? value : `cast(${value} as varchar(64))`;
