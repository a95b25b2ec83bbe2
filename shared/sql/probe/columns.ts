import type { Catalog, Column } from '../../plan/catalog.ts';
import { Refused } from '../refused.ts';
import type { TableNode } from '../scope.ts';
import type { Expression } from '../syntax.ts';

/** The columns of the tables that a probe reads. */
export interface Columns {
  /** Every column that a name may mean; none is refused. @throws Refused */
  of: (expression: Expression) => Column[];
  /** Null when the expression is no name of a column. */
  ofName: (expression: Expression) => Column[] | null;
}

const fold = (name: string): string => name.toLowerCase();

/** A name without a prefix means the column of any table that has one: what is asked of it must hold for all of them. */
export function columnsOf(tables: readonly TableNode[], catalog: Pick<Catalog, 'tables'>): Columns {
  const read = tables.map(({ name, alias }) => {
    const written = name.at(-1)?.Identifier.value ?? '';
    const found = catalog.tables.find((table) => fold(table.name) === fold(written));
    if (found === undefined) throw new Refused(`there is no table ${written.slice(0, 100)}`);
    return { prefix: fold(alias?.name.value ?? written), columns: found.columns };
  });

  const ofName = (expression: Expression): Column[] | null => {
    const names =
      'Identifier' in expression
        ? [expression.Identifier]
        : 'CompoundIdentifier' in expression
          ? expression.CompoundIdentifier
          : null;
    if (names === null) return null;
    const [column = '', prefix] = names.map(({ value }) => fold(value)).toReversed();
    return read
      .filter((table) => prefix === undefined || table.prefix === prefix)
      .flatMap(({ columns }) => columns.filter(({ name }) => fold(name) === column));
  };
  return {
    ofName,
    of(expression) {
      const found = ofName(expression);
      if (found === null) throw new Refused('a probe computes with columns as they are');
      if (found.length === 0) throw new Refused('a probe names columns of the tables that it reads');
      return found;
    },
  };
}

/** The catalog tells all of its values. */
export const hasFewValues = (column: Column): boolean => column.values !== null;
export const isTime = ({ kind }: Column): boolean => kind === 'time' || kind === 'date';
/** The catalog tells its smallest and its largest value. */
export const hasRange = (column: Column): boolean => column.kind === 'number' || isTime(column);
