import type { Column, Table } from '../../../../shared/plan/catalog.ts';
import type { Expression, ExpressionVariants } from '../../../../shared/sql/tree.ts';
import { certain, countIn, suspicion, type Check, type Subject, type Suspicion } from '../check.ts';
import type { Block } from '../sql/block.ts';
import { columnOf, countRows, item, nameOf, select } from '../sql/build.ts';
import { numberOf, textOf, visit } from '../sql/expressions.ts';
import { catalogColumn, onlyReference } from '../sql/references.ts';
import { warning } from '../words.ts';

/** A value that a condition names and that no row has: misspelt, in other letters, or of another column. */
export const unmatchedValues: Check = (subject) => {
  const told = new Set<string>();
  return subject.blocks.flatMap((block) =>
    comparisonsOf(block).flatMap((comparison) => {
      const { table, column, value } = comparison;
      const name = JSON.stringify([table.name, column.name, value]);
      if (told.has(name)) return [];
      told.add(name);
      return suspect(subject, comparison);
    }),
  );
};

interface Comparison {
  table: Table;
  column: Column;
  value: string;
  /** LIKE and ILIKE. */
  pattern: 'Like' | 'ILike' | null;
  escape: ExpressionVariants['Like']['escape_char'];
}

/** In any condition: those of CASE and FILTER among them. */
function comparisonsOf(block: Block): Comparison[] {
  const found: Comparison[] = [];
  const add = (
    expr: Expression,
    literal: Expression,
    pattern: Comparison['pattern'] = null,
    escape: Comparison['escape'] = null,
  ): void => {
    if (!('Identifier' in expr) && !('CompoundIdentifier' in expr)) return;
    const reference = onlyReference(expr, block);
    const column = reference === null ? null : catalogColumn(reference);
    const value = textOf(literal) ?? numberOf(literal)?.toString() ?? null;
    if (reference?.source.table == null || column === null || value === null) return;
    if (column.kind !== 'text' && column.kind !== 'number') return;
    found.push({ table: reference.source.table, column, value, pattern, escape });
  };
  const { projection, selection, having, qualify } = block.select;
  visit([projection, selection, having, qualify, block.sources.map(({ on }) => on)], (construct, node) => {
    if (construct === 'BinaryOp') {
      const { left, op, right } = node as ExpressionVariants['BinaryOp'];
      if (op !== 'Eq' && op !== 'NotEq') return true;
      add(left, right);
      add(right, left);
    } else if (construct === 'InList') {
      const { expr, list } = node as ExpressionVariants['InList'];
      for (const one of list) add(expr, one);
    } else if (construct === 'Like' || construct === 'ILike') {
      const { expr, pattern, escape_char: escape } = node as ExpressionVariants['Like'];
      add(expr, pattern, construct, escape);
    }
    return true;
  });
  return found.filter(({ value, pattern }) => pattern === null || /[^%_]/.test(value));
}

function suspect({ language }: Subject, comparison: Comparison): Suspicion[] {
  const { table, column, value, pattern } = comparison;
  const similar = pattern !== null ? null : similarTo(value, column.values ?? []);
  const meant =
    similar === null ? null : { en: ` Is “${similar}” meant?`, ja: `「${similar}」のことでしょうか。` };
  const told = warning(language, {
    check: 'unmatched_value',
    severity: 'notice',
    figure: '0',
    texts: {
      en: `No row of ${table.name} has “${value}” as its ${column.name}.${meant?.en ?? ''}`,
      ja: `${table.name}に、${column.name}が「${value}」の行はありません。${meant?.ja ?? ''}`,
    },
  });
  if (pattern === null && column.values !== null) {
    const isThere = column.values.some(
      (one) => one === value || (column.kind === 'number' && Number(one) === Number(value)),
    );
    return isThere ? [] : [certain(told)];
  }
  // A number is no misspelling; of many numbers any may be missing.
  if (column.kind === 'number') return [];
  const literal: Expression = { Value: { value: { SingleQuotedString: value } } };
  const expr = columnOf(table.name, column.name);
  const condition = (
    pattern === null
      ? { BinaryOp: { left: expr, op: 'Eq', right: literal } }
      : { [pattern]: { expr, pattern: literal, escape_char: comparison.escape } }
  ) as Expression;
  const query = select({
    items: [item(countRows, 'found')],
    from: [{ relation: { Table: { name: [{ Identifier: nameOf(table.name) }] } } }],
    where: [condition],
  });
  return [suspicion([query], ([answer]) => (countIn(answer, 0) === 0 ? told : null))];
}

/** The value that differs least, when that is little: in case, in width, by a letter or two. */
function similarTo(value: string, values: string[]): string | null {
  const plain = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s_-]+/g, '');
  const wanted = plain(value);
  const near = values
    .map((one) => ({ one, distance: editDistance(wanted, plain(one)) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= Math.min(2, Math.floor(wanted.length / 3)) ? near.one : null;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [row, letter] of Array.from(a).entries()) {
    const current = [row + 1];
    for (const [place, other] of Array.from(b).entries())
      current.push(
        Math.min(
          (previous[place] ?? 0) + (letter === other ? 0 : 1),
          (previous[place + 1] ?? 0) + 1,
          (current[place] ?? 0) + 1,
        ),
      );
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
