import { Refused } from '../refused.ts';
import type { TableNode } from '../scope.ts';
import type { Expression, Relation, Select } from '../syntax.ts';

/** What a probe reads: one table, or several whose rows are matched by equal columns. */
export interface Sources {
  tables: TableNode[];
  /** Table by table, the column by which its rows are matched. */
  keys: Expression[];
}

const allowed = new Set(['Join', 'Inner', 'Left', 'LeftOuter', 'Right', 'RightOuter', 'FullOuter']);

/** @throws Refused */
export function sourcesOf({ from }: Select): Sources {
  const [first, ...others] = from ?? [];
  if (first === undefined || others.length > 0)
    throw new Refused('a probe reads one table, or joins others to it');
  const tables = [tableOf(first.relation)];
  const keys: Expression[] = [];
  for (const { relation, join_operator } of first.joins ?? []) {
    tables.push(tableOf(relation));
    const [kind, constraint] = Object.entries(join_operator)[0] ?? [];
    const condition = typeof constraint === 'object' && 'On' in constraint ? constraint.On : null;
    if (typeof join_operator === 'string' || kind === undefined || !allowed.has(kind) || condition === null)
      throw new Refused('a probe joins by JOIN … ON a.x = b.y');
    keys.push(...sidesOf(condition));
  }
  const matched = new Set(keys.map(prefixOf));
  const isMatched = ({ name, alias }: TableNode): boolean =>
    matched.has((alias?.name ?? name[0]?.Identifier)?.value.toLowerCase());
  if (tables.length > 1 && !tables.every(isMatched))
    throw new Refused('a probe joins by JOIN … ON a.x = b.y');
  return { tables, keys };
}

function tableOf(relation: Relation): TableNode {
  if (!('Table' in relation)) throw new Refused('a probe reads tables, no subqueries');
  if ((relation.Table.alias?.columns ?? []).length > 0)
    throw new Refused('a probe names columns as they are');
  return relation.Table;
}

/** Both sides of every `a.x = b.y`. */
function sidesOf(condition: Expression): Expression[] {
  if ('Nested' in condition) return sidesOf(condition.Nested);
  const { left, op, right } =
    'BinaryOp' in condition ? condition.BinaryOp : { left: null, op: '', right: null };
  if (left !== null && right !== null && op === 'And') return [...sidesOf(left), ...sidesOf(right)];
  if (op !== 'Eq' || left === null || right === null || prefixOf(left) === null || prefixOf(right) === null)
    throw new Refused('a probe joins by JOIN … ON a.x = b.y');
  return [left, right];
}

const prefixOf = (expression: Expression): string | undefined | null =>
  'CompoundIdentifier' in expression ? expression.CompoundIdentifier[0]?.value.toLowerCase() : null;
