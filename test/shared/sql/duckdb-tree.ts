import type { DuckDBConnection } from '@duckdb/node-api';
import { allowedFunctions, sessionWords } from '../../../shared/sql/functions.ts';

type Node = Record<string, unknown>;

/** What the syntax of an operator, a literal or a clause becomes in DuckDB's tree: written by name, it is not allowed. */
const functionsOfSyntax = new Set(
  'count_star date_part timezone row like_escape not_like_escape ilike_escape not_ilike_escape regexp_full_match struct_extract to_centuries to_decades to_microseconds to_millennia to_milliseconds to_quarters'.split(
    ' ',
  ),
);
const relations = new Set(['BASE_TABLE', 'JOIN', 'SUBQUERY', 'EXPRESSION_LIST', 'EMPTY']);
const emptyRelation: Node = { type: 'EMPTY' };
const nodes = new Set(['SELECT_NODE', 'SET_OPERATION_NODE']);

/** DuckDB's own trees of the statements of a text, without positions; null where it cannot read the text. */
export async function duckDbTrees(connection: DuckDBConnection, sql: string): Promise<Node[] | null> {
  const reader = await connection.runAndReadAll(
    'SELECT json_serialize_sql($1::VARCHAR, skip_null := true, skip_empty := true)',
    [sql],
  );
  const text = String(reader.getRows()[0]?.[0]);
  const read = JSON.parse(text, (key, value: unknown) => (key === 'query_location' ? undefined : value)) as
    { error: false; statements?: Node[] } | { error: true; error_type: string; error_message: string };
  if (!read.error) return read.statements ?? [];
  if (read.error_type === 'parser') return null;
  throw new Error(`${read.error_type}: ${read.error_message}`);
}

/** What DuckDB would do for a statement that no guarded one may make it do. */
export function* forbiddenIn(tree: unknown, tables: readonly string[]): Generator<string> {
  const folded = new Set(tables.map((table) => table.toLowerCase()));
  yield* visit(tree, new Set());

  function* visit(value: unknown, known: ReadonlySet<string>): Generator<string> {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const one of value) yield* visit(one, known);
      return;
    }
    const node = value as Node;
    const inside = new Set(known);
    const { cte_map: common, ...rest } = node as { cte_map?: { map?: { key: string; value: Node }[] } };
    for (const { key, value: body } of common?.map ?? []) {
      yield* visit(body, inside);
      inside.add(key.toLowerCase());
    }
    yield* own(node, inside);
    yield* visit(Object.values(rest), inside);
  }

  function* own(node: Node, known: ReadonlySet<string>): Generator<string> {
    const text = (key: string): string => (typeof node[key] === 'string' ? node[key] : '');
    if (text('type').endsWith('_NODE') && !nodes.has(text('type'))) yield text('type');
    if ('sample' in node) yield 'a sample';
    if (text('schema_name') + text('catalog_name') !== '') yield `the schema ${text('schema_name')}`;
    const read =
      node['type'] === 'JOIN' ? [node['left'], node['right']] : [node['from_table'] ?? emptyRelation];
    for (const { type } of read as Node[])
      if (!relations.has(String(type))) yield `a relation ${String(type)}`;
    if (node['type'] === 'JOIN' && !['REGULAR', 'CROSS', 'NATURAL'].includes(text('ref_type')))
      yield `a join ${text('ref_type')}`;
    const table = text('table_name').toLowerCase();
    if (node['type'] === 'BASE_TABLE' && !folded.has(table) && !known.has(table)) yield `the table ${table}`;
    const called = text('function_name').toLowerCase();
    if (called !== '' && node['is_operator'] !== true)
      if (!allowedFunctions.has(called) && !functionsOfSyntax.has(called)) yield `the function ${called}`;
    if (['LAMBDA', 'PARAMETER', 'POSITIONAL_REFERENCE'].includes(text('class'))) yield text('class');
    const [name, ...more] = (node['column_names'] ?? []) as string[];
    if (name !== undefined && more.length === 0 && sessionWords.has(name.toLowerCase()))
      yield `the word ${name}`;
  }
}
