import type { Expression, Query, TableWithJoins } from '../../../../shared/sql/tree.ts';
import type { Block, Source } from './block.ts';
import { columnOf, derived, item, nameOf, number, rowNumber, select } from './build.ts';
import { namesIn } from './expressions.ts';

/** The column that tells the rows of a source apart, or says that there is one. */
export const rowName = 'kaiseki_row';
export const rowOf = (source: Source): Expression => columnOf(source.name, rowName);

/** The source with its rows numbered, and of its columns those that the block may read; hidden ones stay where they are. */
const numbered = (source: Source, block: Block): TableWithJoins['relation'] =>
  tagged(source, block, rowNumber);

function tagged(
  source: Source,
  block: Block,
  tag: Expression,
  where: Expression[] = [],
): TableWithJoins['relation'] {
  return derived(
    select({
      items: [...columnsRead(source, block), item(tag, rowName)],
      from: [{ relation: source.relation }],
      where,
    }),
    source.name,
  );
}

/** The source's rows that meet `where`, each with a 1 in `kaiseki_row`. */
export const marked = (source: Source, block: Block, where: Expression[] = []): TableWithJoins['relation'] =>
  tagged(source, block, number(1), where);

function columnsRead({ table, columns }: Source, block: Block) {
  if (table === null && columns === null) return [{ Wildcard: {} }];
  const read = new Set(
    namesIn([block.select, block.query?.order_by], { within: true }).map((names) =>
      names.at(-1)?.toLowerCase(),
    ),
  );
  const all = table?.columns.map(({ name }) => name) ?? [...(columns ?? [])];
  const kept = all.filter((name) => read.has(name.toLowerCase()));
  return kept.map((name) => ({ ExprWithAlias: { expr: { Identifier: nameOf(name) }, alias: nameOf(name) } }));
}

/** FROM as it is, but the source's rows are numbered. */
export function fromWithNumbers(block: Block, source: Source): TableWithJoins[] {
  const replace = <T extends { relation: TableWithJoins['relation'] }>(part: T): T =>
    part.relation === source.relation ? { ...part, relation: numbered(source, block) } : part;
  return (block.select.from ?? []).map((one) => ({ ...replace(one), joins: (one.joins ?? []).map(replace) }));
}

/** The block's rows before they are grouped, with other items. */
export const rowsOf = (
  block: Block,
  parts: Partial<Parameters<typeof select>[0]> & Pick<Parameters<typeof select>[0], 'items'>,
): Query => select({ with: block.with, from: block.select.from ?? [], where: block.where, ...parts });

/** FROM one source alone with its rows numbered. */
export const numberedAlone = (source: Source, block: Block): TableWithJoins => ({
  relation: numbered(source, block),
});
