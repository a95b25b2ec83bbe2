import { allowedConstructs, allowedTypes } from './constructs.ts';
import { allowedFunctions, sessionWords } from './functions.ts';

/** Why a statement is refused, in words for whoever wrote it. */
export class Refused extends Error {
  override name = 'Refused';
}

/** Levels of the tree; a chain of n operators has 2 n. */
const maximumDepth = 1_000;

interface Identifier {
  value: string;
  quote_style?: string | null;
}
type Node = Record<string, unknown>;

/**
 * Goes through a syntax tree and refuses whatever the allow-lists do not name.
 * @param readable names in lower case: the catalog's tables and, inside, the WITH queries in scope
 * @throws Refused
 */
export function walk(node: unknown, readable: ReadonlySet<string>, depth = 0): void {
  if (depth > maximumDepth) throw new Refused('it is nested too deeply');
  if (Array.isArray(node)) {
    for (const one of node) walk(one, readable, depth + 1);
    return;
  }
  if (!isNode(node)) return;
  const inside = isNode(node['with']) ? walkWith(node['with'], readable, depth) : readable;
  for (const [key, value] of Object.entries(node)) {
    if (isAbsent(value) || isPosition(key) || key === 'with') continue;
    if (key === 'data_type') {
      checkType(value);
      continue;
    }
    if (!allowedConstructs.has(key)) throw new Refused(`it holds something that is not allowed (${key})`);
    checks[key]?.(value, inside);
    walk(value, inside, depth + 1);
  }
}

/** Each WITH query sees those before it; the query that they belong to sees them all. */
function walkWith(node: Node, readable: ReadonlySet<string>, depth: number): ReadonlySet<string> {
  if (node['recursive'] === true) throw new Refused('WITH RECURSIVE is not allowed');
  const inScope = new Set(readable);
  for (const table of node['cte_tables'] as {
    alias: { name: Identifier; columns: unknown };
    query: Node;
  }[]) {
    walk(table.query, inScope, depth + 1);
    inScope.add(table.alias.name.value.toLowerCase());
  }
  return inScope;
}

const checks: Record<string, (value: unknown, readable: ReadonlySet<string>) => void> = {
  Table(value, readable) {
    const { name, args } = value as { name: { Identifier?: Identifier }[]; args?: unknown };
    if (!isAbsent(args)) throw new Refused('functions that make tables are not allowed');
    const [only, ...more] = name;
    if (only?.Identifier === undefined || more.length > 0)
      throw new Refused('tables are named without a schema or a database');
    if (only.Identifier.quote_style === "'") throw new Refused('files cannot be read');
    if (!readable.has(only.Identifier.value.toLowerCase()))
      throw new Refused(`there is no table ${only.Identifier.value.slice(0, 100)}`);
  },
  Function(value) {
    const { name } = value as { name: { Identifier?: Identifier }[] };
    const called = name.map((part) => part.Identifier?.value ?? '?').join('.');
    if (!allowedFunctions.has(called.toLowerCase()))
      throw new Refused(`the function ${called.slice(0, 100)} is not allowed`);
  },
  Identifier(value) {
    // In quotation marks, too: where no column has that name, DuckDB takes it for the word.
    const { value: name } = value as Identifier;
    if (sessionWords.has(name.toLowerCase())) throw new Refused(`${name} is not allowed`);
  },
  CompoundIdentifier(value) {
    if ((value as unknown[]).length > 2) throw new Refused('columns are named as column or table.column');
  },
  flavor(value) {
    if (value !== 'Standard') throw new Refused('a query begins with SELECT');
  },
  lateral() {
    throw new Refused('LATERAL is not allowed');
  },
};

function checkType(value: unknown): void {
  const name = typeof value === 'string' ? value : Object.keys(value as Node)[0];
  if (name === undefined || !allowedTypes.has(name))
    throw new Refused(`the type ${name ?? '?'} is not allowed`);
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isAbsent = (value: unknown): boolean =>
  value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0);

/** Where something stood in the text, not what it is. */
const isPosition = (key: string): boolean => key === 'span' || key.endsWith('_token');
