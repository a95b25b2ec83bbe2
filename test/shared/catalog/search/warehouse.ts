import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Catalog, Column, Table } from '../../../../shared/plan/catalog.ts';
import { catalogOf, column, table } from '../catalogs.ts';

/**
 * A warehouse as companies have them: tables of 25 domains by many hands, in English, Japanese and abbreviations, with comments or
 * without; and the copies that pile up beside them. `warehouse/<domain>.txt` has a line per table, `name | comment | columns`; of
 * a column, `*` says that it is the key, `>t` that it refers to the table t, `=words` is its comment, `[a,b]` are its values, and
 * `+140` stands for so many features of a wide table.
 */
export function makeWarehouse(tables: number): Catalog {
  const originals = readLines().map(parseTable);
  const made = new Map(originals.map((one) => [one.name, one]));
  for (const copy of copies)
    for (const [i, original] of originals.entries())
      // Every second table has a copy of a kind, not always the same ones.
      if (made.size < tables && hash(`${copy.kind} ${i}`) % 2 === 0) {
        const one = copy.make(original);
        if (!made.has(one.name)) made.set(one.name, one);
      }
  const keys = new Map(originals.flatMap((one) => one.columns.slice(0, 1).map((key) => [one.name, key])));
  // In an order that says nothing.
  const shuffled = [...made.values()].toSorted((a, b) => hash(a.name) - hash(b.name));
  return catalogOf(shuffled.map((one) => toTable(one, keys)));
}

/** The order of everybody's files. */
const byName = (a: string, b: string): number => (a < b ? -1 : 1);

function readLines(): string[] {
  const folder = new URL('warehouse/', import.meta.url);
  const files = readdirSync(fileURLToPath(folder)).toSorted(byName);
  return files.flatMap((file) => readFileSync(new URL(file, folder), 'utf8').trim().split('\n'));
}

interface Draft {
  name: string;
  comment: string | null;
  rows: number;
  columns: DraftColumn[];
}

interface DraftColumn {
  name: string;
  comment: string | null;
  values: string[] | null;
  isKey: boolean;
  refersTo: string | null;
}

function parseTable(line: string): Draft {
  const [name = '', comment = '', columns = ''] = line.split('|').map((part) => part.trim());
  const written = columns.split(' ').flatMap((text) => {
    const features = /^\+(\d+)$/.exec(text)?.[1];
    return features === undefined
      ? [text]
      : Array.from({ length: Number(features) }, (_, i) => `feat_${i + 1}`);
  });
  const audit = /[\p{Script=Han}]/u.test(name)
    ? ['登録日時', '更新日時', '更新者']
    : ['created_at', 'updated_at', 'updated_by'];
  return {
    name,
    comment: comment === '' ? null : comment,
    rows: 100 * 10 ** (hash(name) % 6),
    columns: [...written, ...audit].map(parseColumn),
  };
}

function parseColumn(text: string): DraftColumn {
  const match =
    /^(?<name>[^*>=[]+)(?<key>\*)?(?:>(?<to>[^=[]+))?(?:=(?<comment>[^[]+))?(?:\[(?<values>.+)\])?$/.exec(
      text,
    );
  if (match?.groups === undefined) throw new Error(`the column ${text} cannot be read`);
  const { name = '', key, to, comment, values } = match.groups;
  return {
    name,
    comment: comment?.replaceAll('_', ' ') ?? null,
    values: values?.split(',') ?? null,
    isKey: key !== undefined,
    refersTo: to ?? null,
  };
}

interface Copy {
  kind: string;
  make(original: Draft): Draft;
}

const after = (suffix: string, words: string | null = null): Copy => ({
  kind: suffix,
  make: (one) => ({ ...one, name: `${one.name}${suffix}`, comment: words ?? one.comment }),
});

/** What piles up: staging areas, histories, tries, backups, second versions, sums by day. */
const copies: Copy[] = [
  { kind: 'stg_', make: (one) => ({ ...one, name: `stg_${one.name}`, comment: null }) },
  {
    kind: '_hist',
    make: (one) => ({
      ...one,
      name: `${one.name}_hist`,
      comment: one.comment === null ? null : `${one.comment} (history)`,
      columns: [
        ...one.columns.map((own) => ({ ...own, isKey: false })),
        ...['valid_from', 'valid_to'].map(parseColumn),
      ],
    }),
  },
  after('_v2'),
  after('_bak_20240331'),
  {
    kind: '_tmp',
    make: (one) => ({
      ...one,
      name: `${one.name}_tmp`,
      comment: null,
      rows: 50,
      columns: one.columns.slice(0, 4),
    }),
  },
  after('_daily', 'Sums by day'),
];

function toTable(draft: Draft, keys: ReadonlyMap<string, DraftColumn>): Table {
  const columns = draft.columns.map((one) => toColumn(one, draft, keys));
  return table(draft.name, draft.rows, columns, { comment: draft.comment });
}

function toColumn(one: DraftColumn, { rows }: Draft, keys: ReadonlyMap<string, DraftColumn>): Column {
  const key = one.refersTo === null ? null : keys.get(one.refersTo);
  if (key === undefined) throw new Error(`${one.name} refers to ${one.refersTo}, which is not there`);
  const [type, kind] = typeOf((key ?? one).name, one.isKey || key !== null);
  const distinctCount = one.isKey ? rows : (one.values?.length ?? Math.min(rows, 90));
  const range = kind === 'number' ? { min: '1', max: String(one.isKey ? rows : 90) } : {};
  return column(one.name, { type, kind, comment: one.comment, values: one.values, distinctCount, ...range });
}

function typeOf(name: string, isReference: boolean): [string, Column['kind']] {
  if (/(?:_ts|_at|日時|時刻)$/.test(name)) return ['TIMESTAMP', 'time'];
  if (/(?:_dt|_on|_date|_bi|日)$/.test(name)) return ['DATE', 'date'];
  if (isReference) return /(?:id|key)$/.test(name) ? ['BIGINT', 'number'] : ['VARCHAR', 'text'];
  if (
    /(?:amt|amount|qty|cnt|count|total|pct|price|value|cost|score|hours|minutes|_m3|額|数|価|^feat_\d+)$/.test(
      name,
    )
  )
    return ['DECIMAL(18,2)', 'number'];
  return ['VARCHAR', 'text'];
}

/** FNV-1a: the same warehouse on every machine. */
function hash(text: string): number {
  let value = 0x81_1c_9d_c5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01_00_01_93) >>> 0;
  return value;
}
