import type { Expression, Query } from '../../../../shared/sql/tree.ts';
import { countIn, suspicion, type Check, type Subject, type Suspicion } from '../check.ts';
import type { Block, Source } from '../sql/block.ts';
import {
  aggregate,
  compare,
  columnOf,
  countRows,
  derived,
  isNotNull,
  item,
  number,
  select,
} from '../sql/build.ts';
import {
  aggregatesIn,
  isColumn,
  isDistinct,
  means,
  sums,
  valuesOf,
  type Aggregate,
} from '../sql/expressions.ts';
import { determinedBy, stripped } from '../sql/keys.ts';
import { fromWithNumbers, rowOf, rowsOf } from '../sql/numbered.ts';
import { referencesIn } from '../sql/references.ts';
import { count, warning } from '../words.ts';

/**
 * A join that meets several rows for one multiplies what is summed, counted or averaged over the one. Rows are counted
 * within the groups: a department that belongs to two groups counts once in each, and nothing is wrong with that.
 */
export const fanOut: Check = (subject) => subject.blocks.flatMap((block) => inBlock(subject, block));

interface Measure {
  aggregate: Aggregate;
  /** What it is taken over: a row of it must not count twice. */
  sources: Source[];
  isShown: boolean;
}

function inBlock(subject: Subject, block: Block): Suspicion[] {
  if (block.sources.length < 2) return [];
  const told = new Set<string>();
  return measuresOf(block).flatMap((measure) => {
    const name = nameOf(measure);
    if (told.has(name)) return [];
    told.add(name);
    const { sources } = measure;
    const isFine =
      sources.some((source) => determinedBy(source, block).size === block.sources.length) ||
      (means.has(measure.aggregate.name) && groupsByOther(block, sources));
    return isFine ? [] : [suspect(subject, block, measure)];
  });
}

/** What is taken over the same rows is counted once; CASE and FILTER take rows of their own. */
function nameOf({ sources, aggregate: { argument, call } }: Measure): string {
  const isPlain = call.filter == null && (argument === null || isColumn(argument));
  return JSON.stringify([
    sources.map(({ name }) => name),
    isPlain ? null : stripped([argument, call.filter]),
  ]);
}

/** Sums before means: of two measures over one source the one that is surely wrong is told. */
function measuresOf(block: Block): Measure[] {
  const shown = (block.items ?? []).map(({ expr }) => expr);
  const { having, qualify } = block;
  const measures = [
    ...shown.flatMap((expr) => aggregatesIn(expr).map((one) => ({ aggregate: one, isShown: true }))),
    ...aggregatesIn([having, qualify, block.orders]).map((one) => ({ aggregate: one, isShown: false })),
  ].flatMap((one): Measure[] => {
    const sources = sourcesOf(one.aggregate, block);
    return sources === null ? [] : [{ ...one, sources }];
  });
  const rank = ({ aggregate: { name }, isShown }: Measure) => (isShown ? 0 : 2) + (means.has(name) ? 1 : 0);
  return measures.toSorted((a, b) => rank(a) - rank(b));
}

/** Null for what a row that counts twice does not change, and for what cannot be read. */
function sourcesOf({ name, call, argument }: Aggregate, block: Block): Source[] | null {
  if ((!sums.has(name) && !means.has(name)) || isDistinct(call)) return null;
  const values = argument === null ? [] : valuesOf(argument);
  const read = referencesIn(values, block);
  if (!read.isWhole) return null;
  // Rows are counted, whoever they belong to: right as long as one source keeps its own.
  if (read.sources.size > 0) return [...read.sources];
  const tables = block.sources.flatMap(({ table }) => (table === null ? [] : [table]));
  // Pairs of rows of one table are what is counted.
  return new Set(tables).size < tables.length ? null : block.sources;
}

function suspect({ language }: Subject, block: Block, measure: Measure): Suspicion {
  const { sources, aggregate: measured, isShown } = measure;
  const queries = sources.map((source) => countQuery(block, source, measured));
  const named = sources.map(({ table, name }) => table?.name ?? name).join(', ');
  const severity = isShown ? 'serious' : 'notice';
  return suspicion(
    queries,
    (answers) => {
      const counts = answers.map((answer) => ({ before: countIn(answer, 0), after: countIn(answer, 1) }));
      const [first] = counts;
      if (first === undefined || counts.some(({ before, after }) => after <= before)) return null;
      const { before, after } = counts.reduce((least, one) =>
        one.after / one.before < least.after / least.before ? one : least,
      );
      return warning(language, {
        check: 'join_fan_out',
        severity,
        figure: `${count(before)} → ${count(after)}`,
        texts: {
          en: `The join multiplies rows of ${named}: ${count(before)} rows become ${count(after)}, so ${measured.name}() counts some of them several times.`,
          ja: `結合によって${named}の行が増えています（${count(before)}行 → ${count(after)}行）。${measured.name}()は同じ行を重複して数えています。`,
        },
      });
    },
    isShown
      ? warning(language, {
          check: 'join_fan_out',
          severity: 'notice',
          figure: null,
          texts: {
            en: `Not checked: whether the join counts rows of ${named} several times.`,
            ja: `未確認: 結合によって${named}の行が重複して数えられていないか。`,
          },
        })
      : null,
  );
}

/** "Average age of the buyers of each product": each purchase may be meant to count. */
const groupsByOther = (block: Block, sources: Source[]): boolean =>
  block.groups.some((group) => [...referencesIn(group, block).sources].some((one) => !sources.includes(one)));

/** Its rows that are measured, and how often they are, group by group. */
function countQuery(block: Block, source: Source, { name, call, argument }: Aggregate): Query {
  const groups = block.groups.filter((group) => referencesIn(group, block).list.length > 0);
  const measured: Expression[] = argument === null ? [] : [isNotNull(argument)];
  // A sum takes no notice of 0, which stands where a CASE takes a row only once.
  if (name === 'sum' && argument !== null) measured.push(compare(argument, 'NotEq', number(0)));
  const copies = rowsOf(block, {
    with: null,
    items: [item(countRows, 'copies')],
    from: fromWithNumbers(block, source),
    where: [
      ...block.where,
      isNotNull(rowOf(source)),
      ...measured,
      ...(call.filter == null ? [] : [call.filter]),
    ],
    groups: [rowOf(source), ...groups],
  });
  return select({
    with: block.with,
    items: [item(countRows, 'before'), item(aggregate('sum', columnOf('counted', 'copies')), 'after')],
    from: [{ relation: derived(copies, 'counted') }],
  });
}
