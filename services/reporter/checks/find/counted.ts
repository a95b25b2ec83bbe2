import type { Expression } from '../../../../shared/sql/tree.ts';
import { countIn, suspicion, type Check, type Subject, type Suspicion } from '../check.ts';
import type { Block, Source } from '../sql/block.ts';
import { aggregate, countRows, isNull, item, when } from '../sql/build.ts';
import { aggregatesIn, isColumn, isDistinct, type Aggregate } from '../sql/expressions.ts';
import { determinedBy } from '../sql/keys.ts';
import { fromWithNumbers, rowOf, rowsOf } from '../sql/numbered.ts';
import { onlyReference, referencesIn } from '../sql/references.ts';
import { count, warning } from '../words.ts';
import { mayBeNull } from './nulls.ts';

/** What count() and avg() take that they should not, or leave out that they should take. */
export const counted: Check = (subject) =>
  subject.blocks.flatMap((block) => {
    const aggregates = (block.items ?? []).flatMap(({ expr }) => aggregatesIn(expr));
    const countsAll = aggregates.some(({ name, argument }) => name === 'count' && argument === null);
    const found = aggregates.flatMap((one) => [
      ...otherwiseZero(subject, block, one),
      ...(countsAll ? [] : withoutValue(subject, block, one)),
      ...averaged(subject, block, one),
    ]);
    return [...found, ...(countsAll ? withoutPartner(subject, block) : [])];
  });

const filterOf = ({ call }: Aggregate): Expression[] => (call.filter == null ? [] : [call.filter]);

/** count(CASE WHEN … THEN 1 ELSE 0 END) counts the zeros as well. */
function otherwiseZero({ language }: Subject, block: Block, one: Aggregate): Suspicion[] {
  const { name, call, argument } = one;
  if (name !== 'count' || argument === null || isDistinct(call)) return [];
  if (!('Case' in argument) || argument.Case.else_result == null) return [];
  const { else_result: rest } = argument.Case;
  if (!('Value' in rest) || rest.Value.value === 'Null') return [];
  const meant: Expression = { Case: { ...argument.Case, else_result: null } };
  const query = rowsOf(block, {
    items: [item(aggregate('count', meant), 'meant'), item(aggregate('count', argument), 'counted')],
    where: [...block.where, ...filterOf(one)],
  });
  return [
    suspicion([query], ([answer]) => {
      const [right, wrong] = [countIn(answer, 0), countIn(answer, 1)];
      if (right === wrong) return null;
      return warning(language, {
        check: 'counted_rows',
        severity: 'serious',
        figure: `${count(right)} → ${count(wrong)}`,
        texts: {
          en: `count(CASE … ELSE … END) counts every row, ${count(wrong)}, instead of the ${count(right)} that meet the condition.`,
          ja: `count(CASE … ELSE … END)は条件を満たす${count(right)}行ではなく、全${count(wrong)}行を数えています。`,
        },
      });
    }),
  ];
}

/** count(column) leaves out the rows that have no value there. */
function withoutValue({ language }: Subject, block: Block, one: Aggregate): Suspicion[] {
  const { name, call, argument } = one;
  if (name !== 'count' || argument === null || isDistinct(call)) return [];
  if (!isColumn(argument)) return [];
  const reference = onlyReference(argument, block);
  // Of an outer join that is what it is for.
  if (reference === null || reference.source.table === null || reference.source.isOptional) return [];
  if (!mayBeNull(reference)) return [];
  const query = rowsOf(block, {
    items: [item(aggregate('count', argument), 'present'), item(countRows, 'all_rows')],
    where: [...block.where, ...filterOf(one)],
  });
  const { column } = reference;
  return [
    suspicion([query], ([answer]) => {
      const [present, all] = [countIn(answer, 0), countIn(answer, 1)];
      if (present === all) return null;
      return warning(language, {
        check: 'counted_rows',
        severity: 'notice',
        figure: `${count(present)} / ${count(all)}`,
        texts: {
          en: `count(${column}) counts the ${count(present)} of ${count(all)} rows that have a value there.`,
          ja: `count(${column})は、全${count(all)}行のうち${column}の値がある${count(present)}行だけを数えています。`,
        },
      });
    }),
  ];
}

/** Where more than one row in ten has no value, an average is one of the others. */
const tolerated = 0.1;

function averaged({ language }: Subject, block: Block, one: Aggregate): Suspicion[] {
  const { name, call, argument } = one;
  if (name !== 'avg' || argument === null || isDistinct(call)) return [];
  // A CASE chooses its rows; what it leaves out is not missing.
  const plain = 'Cast' in argument ? argument.Cast.expr : argument;
  const reference = isColumn(plain) ? onlyReference(plain, block) : null;
  if (reference === null || !mayBeNull(reference)) return [];
  const query = rowsOf(block, {
    items: [item(aggregate('count', argument), 'present'), item(countRows, 'all_rows')],
    where: [...block.where, ...filterOf(one)],
  });
  const { column } = reference;
  return [
    suspicion([query], ([answer]) => {
      const [present, all] = [countIn(answer, 0), countIn(answer, 1)];
      if (all - present <= all * tolerated) return null;
      return warning(language, {
        check: 'average_of_present',
        severity: 'notice',
        figure: `${count(present)} / ${count(all)}`,
        texts: {
          en: `The average of ${column} is over the ${count(present)} of ${count(all)} rows that have a value; the others do not count as 0.`,
          ja: `${column}の平均は、全${count(all)}行のうち値がある${count(present)}行のものです。値のない行は0として数えていません。`,
        },
      });
    }),
  ];
}

/** After a LEFT JOIN count(*) counts 1 where there is none. */
function withoutPartner({ language }: Subject, block: Block): Suspicion[] {
  const [base] = block.sources;
  if (base === undefined) return [];
  const single = determinedBy(base, block);
  const many = block.sources.filter((source) => source.join === 'left' && !single.has(source));
  const isAbout = (source: Source) =>
    [...block.groups, ...block.where].some((expr) => referencesIn(expr, block).sources.has(source));
  return many
    .filter((source) => !isAbout(source))
    .map((source) => {
      const query = rowsOf(block, {
        items: [
          item(
            aggregate('count', when(isNull(rowOf(source)), { Value: { value: { Number: ['1'] } } })),
            'alone',
          ),
        ],
        from: fromWithNumbers(block, source),
      });
      return suspicion([query], ([answer]) => {
        const alone = countIn(answer, 0);
        if (alone === 0) return null;
        const [name, other] = [base.table?.name ?? base.name, source.table?.name ?? source.name];
        return warning(language, {
          check: 'counted_rows',
          severity: 'notice',
          figure: count(alone),
          texts: {
            en: `count(*) counts ${count(alone)} rows of ${name} that have no matching row in ${other} as one each.`,
            ja: `count(*)は、${other}に対応する行がない${name}の${count(alone)}行も1件ずつ数えています。`,
          },
        });
      });
    });
}
