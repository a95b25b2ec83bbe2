import type { Filter } from '../question/filters.ts';
import { columnSql, literal } from './sql.ts';

/** A condition as SQL. NULL meets none but "missing". */
export function filterSql(filter: Filter): string {
  const column = columnSql(filter.of);
  switch (filter.kind) {
    case 'compare':
      return `${column} ${filter.comparison} ${filter.value}`;
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
  }
}

const valueSql = ({ of }: Filter, value: string): string =>
  of.column.kind === 'boolean' ? value.toUpperCase() : literal(value);
