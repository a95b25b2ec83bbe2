import { isQuantity, isTime } from '../columns.ts';
import {
  columnsOf,
  isColumn,
  isEach,
  isWord,
  opposite,
  tablesOf,
  textOf,
  type Item,
  type Step,
} from '../words/items.ts';
import type { Group, Reader } from './question.ts';
import { ageColumn, timesNamed } from './scope.ts';
import { joinKey } from '../sql/sql.ts';
import { grains, type Grain } from '../words/words.ts';

/** "by gender and month", "性別・月ごと", "monthly", "per user" (by its key). */
export function readGroups(reader: Reader): void {
  if (ranksRows(reader)) return;
  readBuckets(reader);
  readBy(reader);
  readGrainAdverbs(reader);
  readTrend(reader);
}

/** "by ten-year age groups", "年代別", "10歳刻みで年代別に" (the same twice) */
function readBuckets(reader: Reader): void {
  const { items, question, catalog, scope } = reader;
  const [first, ...more] = items.list.filter(({ token }) => token.kind === 'bucket');
  const of = scope.pick(catalog.tables.map(ageColumn).filter((one) => one !== null));
  if (first?.token.kind !== 'bucket' || of === null) return;
  const { width } = first.token;
  const group: Group = { kind: 'bucket', width, of };
  question.groups.push(group);
  for (const item of [first, ...more]) {
    if (item.token.kind !== 'bucket' || item.token.width !== width) continue;
    const by = [items.next(item, -1), items.next(item, 1)].find((one) => isWord(one, 'by')) ?? null;
    items.useAs(group, item, by);
  }
}

/** A row of columns, grains and tables beside the word. */
function readBy(reader: Reader): void {
  const { items, forward, question } = reader;
  for (const by of items.words('by')) {
    if (namesRanking(reader, by) || namesDoers(reader, by)) continue;
    const steps = stepsFrom(reader, by);
    for (const step of steps) {
      // "各クラスごと" says it twice.
      const named = items.partOf(items.list[by.at + step]);
      const known = question.groups.find((one) => one === named) ?? null;
      if (forward === -1 && known !== null) items.useAs(known, by);
      let item = items.next(by, step);
      let group: Group | null = null;
      while (item !== null) {
        const added: Group | null = takeGroup(reader, item, step);
        if (added === null) break;
        group ??= added;
        const joint = nextAfter(reader, item, step);
        item = isWord(joint, 'and') ? items.next(joint, step) : null;
      }
      if (group === null) continue;
      items.useAs(group, by);
      break;
    }
  }
}

/** "top 5 products by quantity": what is ranked stands before the word and how after it, which no column alone says. */
function namesRanking({ items, question, forward }: Reader, by: Item): boolean {
  if (forward === -1 || question.measures.length > 0 || !items.has('most', 'least')) return false;
  const ranked = items.next(by, -1);
  const number = items.next(ranked, -1);
  const order = number?.token.kind === 'number' ? items.next(number, -1) : number;
  return isWord(order, 'most', 'least') && !isQuantityItem(ranked) && isColumn(items.next(by, 1));
}

/** "interactions by users who …", "orders by customers over 40" say whose they are, and not how to group them. */
function namesDoers({ items, forward }: Reader, by: Item): boolean {
  const doers = items.next(by, 1);
  const beyond = doers === null ? null : (items.list[doers.at + 1] ?? null);
  if (forward === -1 || beyond === null || tablesOf(doers).length === 0 || !/s$/i.test(textOf(doers)))
    return false;
  return (
    /\b(?:who|whose|with|from|that)\b/.test(beyond.lead) ||
    isWord(beyond, 'ageWord', 'over', 'under', 'atLeast', 'atMost', 'between', 'never', 'without')
  );
}

const isQuantityItem = (item: Item | null): boolean => columnsOf(item).some(isQuantity);

/** "gender breakdown", "毎月", "top 3 departments by average salary": what is grouped stands on the other side. */
function stepsFrom(reader: Reader, by: Item): Step[] {
  const { forward } = reader;
  if (isEach(by)) return [opposite(forward)];
  return facesBack(reader, by) ? [forward, opposite(forward)] : [forward];
}

const facesBack = ({ items, forward }: Reader, by: Item): boolean =>
  forward === 1 ? /breakdown/i.test(textOf(by)) || items.has('most', 'least') : textOf(by) === '毎';

/** A column of time and its grain were one: the next item after both. */
function nextAfter({ items }: Reader, item: Item, step: 1 | -1): Item | null {
  let at = item.at + step;
  while (items.list[at] !== undefined && !items.isUnused(items.list[at] ?? null) && isGrain(items.list[at]))
    at += step;
  const found = items.list[at] ?? null;
  return items.isUnused(found) ? found : null;
}

const isGrain = (item: Item | undefined): boolean => isWord(item, ...grains);

/** Makes an item a group; null if it cannot be one. */
export function takeGroup(reader: Reader, item: Item, step: 1 | -1 = 1): Group | null {
  const { items, question, scope } = reader;
  const group = toGroup(reader, item, step);
  if (group === null) return null;
  const known = question.groups.find(
    (one) => one.of.column === group.of.column && grainOf(one) === grainOf(group),
  );
  const part = known ?? group;
  if (known === undefined) question.groups.push(group);
  items.useAs(part, item);
  if (part.kind === 'grain') {
    const named = timesNamed(items).filter(
      (one) => items.isUnused(one) && scope.pick(columnsOf(one))?.column === part.of.column,
    );
    items.useAs(part, ...named);
    const beside = items.next(item, step);
    if (isColumn(item) && isWord(beside, part.grain)) items.useAs(part, beside);
  }
  return part;
}

const grainOf = (group: Group): Grain | null => (group.kind === 'grain' ? group.grain : null);

function toGroup({ items, scope }: Reader, item: Item, step: 1 | -1): Group | null {
  if (isWord(item, ...grains)) return grainGroup(scope.time(), textWord(item));
  const [table] = tablesOf(item);
  // A table may have a column of its own name: then the column is the closer.
  if (table !== undefined && columnsOf(item).length === 0) {
    const key = table === scope.base ? null : joinKey(scope.base, table);
    const column = scope.base.columns.find((one) => one.name.toLowerCase() === key?.toLowerCase());
    return column === undefined ? null : { kind: 'column', of: { table: scope.base, column }, keyOf: table };
  }
  const of = scope.pick(columnsOf(item));
  if (of === null) return null;
  const beside = [items.next(item, step), items.next(item, opposite(step))].find((one) =>
    isWord(one, ...grains),
  );
  return isTime(of.column) && beside != null ? grainGroup(of, textWord(beside)) : { kind: 'column', of };
}

const textWord = (item: Item): Grain => (item.token.kind === 'word' ? (item.token.word as Grain) : 'month');

function grainGroup(of: Group['of'] | null, grain: Grain): Group | null {
  if (of === null || (of.column.kind === 'date' && grain === 'hour')) return null;
  return { kind: 'grain', grain, of };
}

/** "monthly" is by itself a grouping; a bare "month" is not. */
function readGrainAdverbs(reader: Reader): void {
  const { items, scope, question } = reader;
  for (const grain of grains) {
    for (const item of items.words(`${grain}ly`)) {
      const group = grainGroup(scope.time(), grain);
      if (group === null) continue;
      question.groups.push(group);
      items.useAs(group, item, ...timesNamed(items).filter((one) => items.isUnused(one)));
    }
  }
}

/** "trend" is along the months unless another grain is said. */
function readTrend(reader: Reader): void {
  const { items, question, scope } = reader;
  for (const trend of items.words('trend')) {
    let group: Group | null = question.groups.find((one) => one.kind === 'grain') ?? null;
    const [grain] = items.words(...grains);
    if (group === null && grain !== undefined) group = takeGroup(reader, grain);
    if (group === null) {
      group = grainGroup(scope.time(), 'month');
      if (group !== null) question.groups.push(group);
    }
    if (group !== null) items.useAs(group, trend);
  }
}

/** "top 5 users by age" ranks the rows by a quantity; it does not group them. */
function ranksRows({ items, scope, question, language }: Reader): boolean {
  if (language !== 'en' || question.measures.length > 0) return false;
  const [order] = items.words('most', 'least');
  const [by] = items.words('by');
  const target = items.next(by ?? null, 1);
  const of = isColumn(target) ? scope.pick(columnsOf(target)) : null;
  const table = items.next(by ?? null, -1);
  if (order === undefined || by === undefined || of === null || !tablesOf(table).includes(scope.base))
    return false;
  if (!isQuantity(of) && !isTime(of.column)) return false;
  const number = items.next(order, 1);
  const limit = number?.token.kind === 'number' ? number.token.value : 1;
  const direction = isWord(order, 'most') ? 'most' : 'least';
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000 || of.table !== scope.base) return false;
  question.shows = 'rows';
  question.order = { direction, by: of, limit };
  items.useAs(question.order, order, by, target);
  if (number?.token.kind === 'number') items.useAs(question.order, number);
  return true;
}
