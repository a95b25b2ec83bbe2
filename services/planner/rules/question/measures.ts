import { isBinary, isNumber, isOrdered, isQuantity, yesOf } from '../columns.ts';
import { columnsOf, isColumn, isEach, isStated, isWord, opposite, type Item } from '../words/items.ts';
import type { ColumnRef } from '../words/names.ts';
import type { Measure, Reader } from './question.ts';
import { runFrom, type Run } from './runs.ts';

const means = ['average', 'sum', 'median', 'deviation', 'minimum', 'maximum'] as const;
type Mean = (typeof means)[number];

export function readMeasures(reader: Reader): void {
  readMeans(reader);
  readRates(reader);
  readDistinct(reader);
}

/** "average and maximum age", "feature1とfeature2の平均": each of the words for each of the columns. */
function readMeans({ items, scope, forward, question, language }: Reader): void {
  for (const word of items.words(...means)) {
    if (!items.isUnused(word)) continue;
    const words = runFrom(items, word, 1, (item) => isWord(item, ...means));
    const kinds = words.members.map((item) =>
      item.token.kind === 'word' ? (item.token.word as Mean) : 'sum',
    );
    const fits = kinds.every((kind) => kind === 'minimum' || kind === 'maximum') ? isOrdered : isNumber;
    if (isNested(words, language)) continue;
    // "各学年の平均身長": the grade is a group.
    const columnOf = (item: Item): ColumnRef | null =>
      isEach(items.list[item.at - 1]) ? null : scope.pick(columnsOf(item).filter(fits));
    // "cost of readmitted visits", "discontinued price": what is no quantity is a condition on one.
    const isMeasured = (item: Item): boolean => {
      const of = columnOf(item);
      return of !== null && (isQuantity(of) || of.column.kind !== 'number');
    };
    for (const step of [forward, opposite(forward)]) {
      const end = (step === 1 ? words.members.at(-1) : words.members[0]) ?? null;
      const beside = items.next(end, step);
      const beyond = items.next(beside, step);
      const isAdjective =
        beside !== null && columnOf(beside) !== null && !isMeasured(beside) && beyond !== null;
      const first = isAdjective && isMeasured(beyond) ? beyond : beside;
      const columns = runFrom(
        items,
        first,
        step,
        (item) => (item === first ? columnOf(item) !== null : isMeasured(item)),
        forward === -1,
      );
      if (columns.members.length === 0) continue;
      if (step === -1) columns.members.reverse();
      columns.members.forEach((member) => {
        const of = columnOf(member);
        if (of === null) return;
        kinds.forEach((kind, at) => {
          const measure = addMeasure(question.measures, { kind, of });
          items.useAs(measure, member, words.members[at] ?? null);
        });
      });
      items.use(...words.joints, ...columns.joints);
      break;
    }
  }
}

/** "average total cost": the mean of sums, which no single SELECT has. With "and" between them both are meant. */
function isNested({ members, joints }: Run, language: Reader['language']): boolean {
  if (members.length < 2 || joints.length > 0) return false;
  return language === 'en' || members.slice(1).some(({ lead }) => lead.includes('の'));
}

/** The same measure may be asked for twice: "the rate of men and the rate of women". */
function addMeasure(measures: Measure[], measure: Measure): Measure {
  const known = measures.find((one) => JSON.stringify(keyOf(one)) === JSON.stringify(keyOf(measure)));
  if (known === undefined) measures.push(measure);
  return known ?? measure;
}

const keyOf = (measure: Measure) => [
  measure.kind,
  'of' in measure ? [measure.of.table.name, measure.of.column.name] : null,
];

/** Of a 0/1 column beside the word; else a share, of what the conditions say. */
function readRates(reader: Reader): void {
  const { items, scope, forward, question } = reader;
  for (const word of items.words('rate')) {
    // "purchase rate" is closer than "rate of purchase".
    const beside = [items.next(word, -1), items.next(word, 1)].find(
      (item) => scope.pick(columnsOf(item).filter(isBinary)) !== null,
    );
    const of = scope.pick(columnsOf(beside).filter(isBinary));
    const isWhole = forward === 1 && beside != null && beside.at > word.at;
    // "percentage of active customers who …" has a whole of its own.
    const isSplit = (item: Item) => isColumnOrValue(item) || (isWord(item, 'by') && isStated(item));
    const splits = isWhole && items.list.slice(beside.at + 1).some(isSplit);
    if (of === null || beside == null || splits) {
      items.useAs(addMeasure(question.measures, { kind: 'share', part: [] }), word);
      takeDistribution(reader, word);
    } else items.useAs(addMeasure(question.measures, { kind: 'rate', of }), word, beside);
  }
}

/** "性別の割合": of each of its values. */
function takeDistribution({ items, scope, forward, question }: Reader, word: Item): void {
  const beside = forward === -1 ? items.next(word, -1) : null;
  const of = isColumn(beside) ? scope.pick(columnsOf(beside)) : null;
  if (of === null || of.column.kind !== 'text' || yesOf(of.column) !== null) return;
  const group = { kind: 'column', of } as const;
  question.groups.push(group);
  items.useAs(group, beside);
}

const isColumnOrValue = (item: Item): boolean =>
  item.token.kind === 'number' ||
  item.token.kind === 'period' ||
  (item.token.kind === 'name' &&
    item.token.meaning.tables.length === 0 &&
    item.token.meaning.values.length > 0);

/** "how many different products", "商品名は何種類"; without "how many" the values themselves. */
function readDistinct({ items, scope, forward, question }: Reader): void {
  for (const word of items.words('distinct', 'kinds')) {
    for (const step of [forward, opposite(forward)]) {
      const beside = items.next(word, step);
      const of = isColumn(beside) ? scope.pick(columnsOf(beside)) : null;
      if (beside === null || of === null) continue;
      if (isWord(word, 'kinds') || items.has('count', 'by', 'most', 'least')) {
        const measure: Measure = { kind: 'distinct', of };
        question.measures.push(measure);
        items.useAs(measure, word, beside, ...items.words('count'));
      } else if (question.measures.length === 0) {
        question.shows = 'values';
        const group = { kind: 'column', of } as const;
        question.groups.push(group);
        items.useAs(group, word, beside);
      }
      break;
    }
  }
}
