import type { Expression } from '../../../../shared/sql/tree.ts';
import { certain, type Check, type Subject, type Suspicion } from '../check.ts';
import type { Block } from '../sql/block.ts';
import { aggregatesIn, argumentsOf, bare, nameOfCall, sums, textOf, visit } from '../sql/expressions.ts';
import { catalogColumn, onlyReference } from '../sql/references.ts';
import { count, warning } from '../words.ts';
import {
  askedTimes,
  dataOf,
  dateOf,
  isGrain,
  periodOf,
  truncationOf,
  type AskedTime,
  type Grain,
} from './days.ts';

/** Times that are asked for and that the data does not cover; a trend's first and last period that it covers in part. */
export const uncoveredTimes: Check = (subject) => {
  const told = new Set<string>();
  const once = (found: Suspicion[], name: string) => (told.has(name) ? [] : (told.add(name), found));
  return subject.blocks.flatMap((block) => {
    const times = askedTimes(block);
    return [
      ...times.flatMap((one) => once(uncovered(subject, one), JSON.stringify([one.column.name, one.asked]))),
      ...cutPeriods(subject, block, times),
    ];
  });
};

/** A few quiet days at an end are no gap. */
const toleratedShare = 0.05;

function uncovered({ language }: Subject, { source, column, asked, data }: AskedTime): Suspicion[] {
  const start = asked.start ?? Math.min(data.start, asked.end ?? data.start);
  const end = asked.end ?? Math.max(data.end, start + 1);
  const before = Math.max(0, Math.min(data.start, end) - start);
  const after = Math.max(0, end - Math.max(data.end, start));
  const isWhole = before + after >= end - start;
  if (end <= start || (before + after <= Math.max(1, (end - start) * toleratedShare) && !isWhole)) return [];
  const [first, last] = [dateOf(data.start), dateOf(data.end - 1)];
  const name = `${source.table?.name ?? source.name}.${column.name}`;
  const part = isWhole ? { en: 'nothing', ja: 'まったく' } : { en: 'only a part', ja: '一部しか' };
  return [
    certain(
      warning(language, {
        check: 'time_range',
        severity: 'notice',
        figure: after >= before ? last : first,
        texts: {
          en: `The data cover ${part.en} of the time that is asked for: ${name} goes from ${first} to ${last}.`,
          ja: `指定された期間のデータは${part.ja}ありません。${name}の範囲は${first}から${last}までです。`,
        },
      }),
    ),
  ];
}

/** What may be missing at the end of a period that still counts as whole. */
const toleratedDays: Record<Grain, number> = { week: 0, month: 1, quarter: 3, year: 9 };

function cutPeriods({ language }: Subject, block: Block, times: AskedTime[]): Suspicion[] {
  const isSummed = (block.items ?? []).some(({ expr }) =>
    aggregatesIn(expr).some(({ name }) => sums.has(name)),
  );
  const trend = isSummed ? trendOf(block) : null;
  if (trend === null) return [];
  const { column, table, grain } = trend;
  const data = dataOf(column);
  if (data === null) return [];
  const asked = times.find((one) => one.column === column)?.asked ?? { start: null, end: null };
  const first = periodOf(data.start, grain);
  const last = periodOf(data.end - 1, grain);
  // Rows that are far apart say nothing about the days between them.
  const usual = (5 * (data.end - data.start)) / Math.max(table.rowCount, 1);
  const isCut = (days: number) => days > toleratedDays[grain] && days > usual;
  const startsLate = (asked.start === null || asked.start < data.start) && isCut(data.start - first.start);
  const endsEarly = (asked.end === null || asked.end > data.end) && isCut(last.end - data.end);
  if (first.start === last.start) return [];
  const told = (figure: number, texts: { en: string; ja: string }) =>
    certain(warning(language, { check: 'time_range', severity: 'notice', figure: dateOf(figure), texts }));
  const name = `${table.name}.${column.name}`;
  const units = { week: '週', month: '月', quarter: '四半期', year: '年' };
  return [
    ...(startsLate
      ? [
          told(data.start, {
            en: `The first ${grain} is not whole: ${name} begins on ${dateOf(data.start)}, ${count(data.start - first.start)} days in.`,
            ja: `最初の${units[grain]}は途中からのデータです。${name}は${dateOf(data.start)}から始まります。`,
          }),
        ]
      : []),
    ...(endsEarly
      ? [
          told(data.end - 1, {
            en: `The last ${grain} is not whole: ${name} ends on ${dateOf(data.end - 1)}, ${count(last.end - data.end)} days early.`,
            ja: `最後の${units[grain]}は途中までのデータです。${name}は${dateOf(data.end - 1)}までしかありません。`,
          }),
        ]
      : []),
  ];
}

/** The time that a block's groups follow, and in which steps. */
function trendOf(block: Block) {
  const steps = block.groups.flatMap((group) => stepsOf(group));
  for (const grain of ['week', 'month', 'quarter', 'year'] as const) {
    const step = steps.find((one) => one.grain === grain);
    if (step === undefined) continue;
    // A month without its year is a season.
    if (step.isPart && grain !== 'year' && !steps.some((one) => one.grain === 'year')) return null;
    const reference = onlyReference(step.expr, block);
    const column = reference === null ? null : catalogColumn(reference);
    return reference?.source.table == null || column === null
      ? null
      : { column, table: reference.source.table, grain };
  }
  return null;
}

interface Step {
  expr: Expression;
  grain: Grain;
  isPart: boolean;
}

function stepsOf(group: Expression): Step[] {
  const found: Step[] = [];
  visit({ group }, (construct, node) => {
    if (construct === 'Extract') {
      const { field, expr } = node as { field: string; expr: Expression };
      if (isGrain(field.toLowerCase()))
        found.push({ expr, grain: field.toLowerCase() as Grain, isPart: true });
    }
    if (construct !== 'Function') return true;
    found.push(...stepOfCall({ Function: node } as Expression));
    return true;
  });
  return found;
}

function stepOfCall(expr: Expression): Step[] {
  const [truncated, grain] = truncationOf(expr);
  if (grain !== null) return [{ expr: truncated, grain, isPart: false }];
  const plain = bare(expr);
  if (!('Function' in plain)) return [];
  const name = nameOfCall(plain.Function);
  const [first, second] = argumentsOf(plain.Function);
  if (first === undefined) return [];
  const word = textOf(first)?.toLowerCase();
  if (name === 'date_part' && second !== undefined && isGrain(word))
    return [{ expr: second, grain: word, isPart: true }];
  if (isGrain(name)) return [{ expr: first, grain: name, isPart: true }];
  const format = second === undefined ? null : textOf(second);
  if ((name !== 'strftime' && name !== 'to_char') || format === null) return [];
  const has = (...parts: string[]) => parts.some((part) => format.includes(part));
  if (has('%d', '%j', '%H', 'DD', 'HH') || !has('%Y', 'YYYY')) return [];
  return [{ expr: first, grain: has('%m', '%b', '%B', 'MM') ? 'month' : 'year', isPart: false }];
}
