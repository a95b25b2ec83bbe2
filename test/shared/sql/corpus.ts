import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { GuardOptions } from '../../../shared/sql/guard.ts';

const read = (name: string): string => readFileSync(new URL(`./corpus/${name}`, import.meta.url), 'utf8');

/** Columns of `tables.sql` that nobody may read, in the cases about them. */
export const hidden = new Map([
  ['customers', ['email', 'birth_date']],
  ['employees', ['salary']],
  ['店舗一覧', ['売場面積(㎡)']],
]);

export const tables = [
  'customers',
  'products',
  'orders',
  'order_items',
  'events',
  'employees',
  '売上',
  '店舗一覧',
];

export const optionsOf = (dialect: GuardOptions['dialect'], hides = false): GuardOptions => ({
  dialect,
  tables,
  ...(hides && { hidden }),
});

export const hostile = z
  .array(
    z.strictObject({
      title: z.string(),
      dialects: z.array(z.enum(['duckdb', 'redshift'])),
      hidden: z.boolean().default(false),
      /** What the refusal has to say: a case that falls for another reason proves nothing. */
      reason: z.string(),
      statements: z.array(z.string()),
    }),
  )
  .parse(JSON.parse(read('hostile.json')));

/** One statement a line; comments are headings. */
export const benign = (dialect: GuardOptions['dialect']): string[] =>
  read(`benign-${dialect}.sql`)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('--'))
    .map((line) => line.replace(/;\s*$/, ''));

export const tableDefinitions = read('tables.sql');
