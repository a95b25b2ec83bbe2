import { isPosition } from './same-tree.ts';
import type { Query, Relation } from './syntax.ts';

export type TableNode = Extract<Relation, { Table: unknown }>['Table'];

/** Names are folded as warehouses do it: ASCII alone; `É` and `é` are two tables. */
export const fold = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Everything that a tree holds, by the names of its fields, but what only says where something stood. */
export function* nodesOf(root: unknown): Generator<[key: string, value: unknown]> {
  const left: unknown[] = [root];
  while (left.length > 0) {
    const node = left.pop();
    if (typeof node !== 'object' || node === null) continue;
    if (Array.isArray(node)) {
      left.push(...node.toReversed());
      continue;
    }
    const entries = Object.entries(node).filter(([key]) => !isPosition(key));
    yield* entries;
    left.push(...entries.map(([, value]) => value).toReversed());
  }
}

/**
 * The tables that a statement reads, each where it stands: names that mean a WITH query at that place are none. Each WITH
 * query sees those before it; the query that they belong to, and what is inside it, sees them all.
 */
export function tablesIn(query: Query): Map<TableNode, string> {
  const found = new Map<TableNode, string>();
  visit(query, new Set());
  return found;

  function visit(node: unknown, known: ReadonlySet<string>): void {
    if (typeof node !== 'object' || node === null) return;
    const inside =
      'with' in node && node.with != null ? withQueries(node.with as Query['with'], known) : known;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'with' || isPosition(key)) continue;
      if (key === 'Table') addTable(value as TableNode, inside);
      visit(value, inside);
    }
  }

  function withQueries(clause: Query['with'], known: ReadonlySet<string>): ReadonlySet<string> {
    const inside = new Set(known);
    for (const { alias, query: body } of clause?.cte_tables ?? []) {
      visit(body, inside);
      inside.add(fold(alias.name.value));
    }
    return inside;
  }

  function addTable(table: TableNode, known: ReadonlySet<string>): void {
    const [only, ...more] = table.name;
    const name = only === undefined ? '' : only.Identifier.value;
    if (more.length > 0 || !known.has(fold(name))) found.set(table, name);
  }
}
