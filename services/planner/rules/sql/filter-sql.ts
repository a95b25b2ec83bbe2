import type { CyclicPart, Filter, Related } from '../question/filters.ts';
import { columnSql, identifier, literal } from './sql.ts';

/** A condition as SQL. NULL meets none but "missing". */
export function filterSql(filter: Filter): string {
  const column = columnSql(filter.of);
  switch (filter.kind) {
    case 'compare':
      return `${column} ${filter.comparison} ${filter.value}`;
    case 'columns':
      return `${column} ${filter.comparison} ${columnSql(filter.other)}`;
    case 'in':
      if (filter.of.column.kind === 'boolean' && filter.values.length === 1)
        return `${column} ${filter.not ? '<>' : '='} ${filter.values[0]?.toUpperCase() === 'TRUE' ? 'TRUE' : 'FALSE'}`;
      return `${column} ${filter.not ? 'NOT IN' : 'IN'} (${filter.values.map((value) => valueSql(filter, value)).join(', ')})`;
    case 'missing':
      return `${column} IS ${filter.not ? 'NOT ' : ''}NULL`;
    case 'years': {
      const [first, ...more] = filter.years;
      return `date_part('year', ${column}) ${more.length === 0 ? `= ${first}` : `IN (${filter.years.join(', ')})`}`;
    }
    case 'period':
      return [
        filter.from === null ? '' : `${column} >= CAST(${literal(filter.from)} AS DATE)`,
        filter.before === null ? '' : `${column} < CAST(${literal(filter.before)} AS DATE)`,
      ]
        .filter((part) => part !== '')
        .join(' AND ');
    case 'part': {
      const part = partSql(filter.part, column);
      return filter.low === filter.high
        ? `${part} = ${filter.low}`
        : `${part} BETWEEN ${filter.low} AND ${filter.high}`;
    }
    case 'recent':
      return `CAST(${column} AS DATE) > (SELECT max(CAST(${column} AS DATE)) FROM ${identifier(filter.of.table.name)}) - INTERVAL '${filter.days} days'`;
    case 'any':
      return `(${filter.options.map(filterSql).join(' OR ')})`;
    case 'related':
      return relatedSql(filter);
  }
}

const valueSql = ({ of }: Filter, value: string): string =>
  of.column.kind === 'boolean' ? value.toUpperCase() : literal(value);

const partSql = (part: CyclicPart, column: string): string =>
  part === 'weekday' ? `isodow(${column})` : `date_part('${part}', ${column})`;

/** Rows are counted one entity at a time, so that nothing is multiplied and those without any are there, too. */
function relatedSql({ of, key, where, rows, not }: Related): string {
  const from = `FROM ${identifier(key.table.name)} WHERE ${[`${columnSql(key)} = ${columnSql(of)}`, ...where.map(filterSql)].join(' AND ')}`;
  if (rows !== null) return `(SELECT count(*) ${from}) ${rows.comparison} ${rows.value}`;
  return `${not ? 'NOT ' : ''}EXISTS (SELECT 1 ${from})`;
}
