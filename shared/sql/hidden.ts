import { Refused } from './refused.ts';
import { fold, nodesOf, tablesIn, type TableNode } from './scope.ts';
import type {
  FunctionCall,
  Identifier,
  ObjectName,
  Query,
  Relation,
  Select,
  TableWithJoins,
} from './syntax.ts';

/** Table → the columns of it that nobody may read; names in any case. */
export type HiddenColumns = ReadonlyMap<string, readonly string[]>;

/** Wider than any warehouse folds: a name that only looks like a hidden one is refused as well. */
const looks = (name: string): string => name.normalize('NFKC').toLowerCase();

/**
 * Refuses a statement that could show, test or name a hidden column of a table that it reads. It does not resolve names by
 * types, so it asks for more than necessary: a bare name that is hidden in any table read is refused wherever it stands, a
 * name with a prefix where the prefix is that table anywhere in the statement. Stars, natural joins, whole rows and lists
 * of new names for the columns are refused for such tables alone; what a WITH query or a subquery shows has been named.
 * @throws Refused
 */
export function checkHidden(query: Query, hidden: HiddenColumns): void {
  const columnsOf = new Map(
    Array.from(hidden, ([table, columns]) => [looks(table), new Set(columns.map(looks))]),
  );
  const hides = new Map<TableNode, ReadonlySet<string>>();
  for (const [table, name] of tablesIn(query)) {
    const columns = columnsOf.get(looks(name));
    if (columns !== undefined && columns.size > 0) hides.set(table, columns);
  }
  if (hides.size === 0) return;
  const names = new Set([...hides.values()].flatMap((columns) => [...columns]));
  const prefixes = prefixesOf(hides);

  const refuseColumn = (name: string): never => {
    throw new Refused(`there is no column ${name.slice(0, 100)} that may be read`);
  };
  const refuseRow = (name: string): never => {
    throw new Refused(`the whole row of ${name.slice(0, 100)} cannot be read: name the columns`);
  };
  const checkColumn = ({ value }: Identifier): void => {
    if (names.has(looks(value))) refuseColumn(value);
    if (prefixes.has(looks(value))) refuseRow(value);
  };
  const checkQualified = ([prefix, column]: Identifier[]): void => {
    if (prefix === undefined || column === undefined) return;
    // A prefix may also be a column of which the name is a field.
    if (names.has(looks(prefix.value))) refuseColumn(prefix.value);
    if (prefixes.get(looks(prefix.value))?.has(looks(column.value)) === true) refuseColumn(column.value);
  };

  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) return node.forEach(visit);
    for (const [key, value] of Object.entries(node as Record<string, unknown>)) {
      if (key === 'Table') checkRenaming(value as TableNode, hides);
      else if (key === 'Function') visit({ ...(value as FunctionCall), name: null });
      else if (key === 'Identifier') checkColumn(value as Identifier);
      else if (key === 'CompoundIdentifier') checkQualified(value as Identifier[]);
      else if (key === 'join_operator' && isNatural(value))
        throw new Refused('NATURAL JOIN compares every column: write ON');
      else {
        if (key === 'Select') checkStars(value as Select, hides);
        if (key === 'NestedJoin') checkNested(value as NestedJoin, hides);
        if (key === 'QualifiedWildcard') checkQualifiedStar(value as [{ ObjectName: ObjectName }]);
        visit(value);
      }
    }
  };
  const checkQualifiedStar = ([
    {
      ObjectName: [prefix],
    },
  ]: [{ ObjectName: ObjectName }]): void => {
    const name = prefix?.Identifier.value ?? '';
    if (prefixes.has(looks(name))) throw new Refused(`name the columns of ${name} instead of ${name}.*`);
  };
  visit(query);
}

type NestedJoin = Extract<Relation, { NestedJoin: unknown }>['NestedJoin'];

/** Alias or name → the columns hidden in the tables that it stands for anywhere in the statement. */
function prefixesOf(hides: ReadonlyMap<TableNode, ReadonlySet<string>>): Map<string, Set<string>> {
  const prefixes = new Map<string, Set<string>>();
  for (const [{ name, alias }, columns] of hides) {
    for (const prefix of [name[0]?.Identifier.value, alias?.name.value]) {
      if (prefix === undefined) continue;
      const known = prefixes.get(looks(prefix)) ?? new Set();
      for (const column of columns) known.add(column);
      prefixes.set(looks(prefix), known);
    }
  }
  return prefixes;
}

function checkRenaming(table: TableNode, hides: ReadonlyMap<TableNode, unknown>): void {
  if (hides.has(table) && (table.alias?.columns ?? []).length > 0)
    throw new Refused('the columns of a table cannot be given other names in FROM: use AS in SELECT');
}

function checkNested(join: NestedJoin, hides: ReadonlyMap<TableNode, unknown>): void {
  if (join.alias != null && tablesUnder(join.table_with_joins).some((table) => hides.has(table)))
    throw new Refused('a join in parentheses cannot have a name');
}

function checkStars({ projection, from }: Select, hides: ReadonlyMap<TableNode, unknown>): void {
  if (!projection.some((item) => 'Wildcard' in item)) return;
  const table = (from ?? []).flatMap(tablesUnder).find((one) => hides.has(one));
  if (table !== undefined)
    throw new Refused(`name the columns of ${table.name[0]?.Identifier.value ?? ''} instead of *`);
}

const tablesUnder = ({ relation, joins }: TableWithJoins): TableNode[] =>
  [relation, ...(joins ?? []).map((join) => join.relation)].flatMap((one) =>
    'Table' in one ? [one.Table] : 'NestedJoin' in one ? tablesUnder(one.NestedJoin.table_with_joins) : [],
  );

const isNatural = (operator: unknown): boolean =>
  typeof operator === 'object' && operator !== null && Object.values(operator).includes('Natural');

/** WITH queries by the name of a table are refused where that table hides something: settings decide how names are folded. */
export function checkShadows(query: Query, hidden: HiddenColumns): void {
  const tables = new Set(Array.from(hidden, ([table, columns]) => (columns.length > 0 ? looks(table) : '')));
  for (const [key, value] of nodesOf(query)) {
    if (key !== 'cte_tables') continue;
    for (const { alias } of value as NonNullable<Query['with']>['cte_tables'])
      if (tables.has(looks(alias.name.value)))
        throw new Refused(`${fold(alias.name.value)} is a table: give the WITH query another name`);
  }
}
