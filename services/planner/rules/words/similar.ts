import { isBinary, isIdentifier } from '../columns.ts';
import { singular, squeeze, type NamePattern } from './names.ts';

/**
 * The only name that is one keystroke away from a word of six letters or more. A verb is no slip of a name, unless
 * it says yes ("purchased" of the column purchase); and no identifier is guessed ("ordered" is no order_id).
 */
export function similarName(word: string, names: NamePattern[]): NamePattern | null {
  const key = singular(squeeze(word));
  if (key.length < 6) return null;
  const isVerb = /(?:ed|ing)$/.test(key);
  const similar = names.filter(
    (one) =>
      !isKey(one) &&
      (!isVerb || one.meaning.columns.some(isBinary)) &&
      isOneEditAway(key, singular(squeeze(one.name))),
  );
  const [only] = similar;
  return only !== undefined && similar.every((one) => one.name === only.name) ? only : null;
}

const isKey = ({ meaning: { tables, columns, values } }: NamePattern): boolean =>
  tables.length + values.length === 0 &&
  columns.length > 0 &&
  columns.every(({ table, column }) => column.kind !== 'text' && isIdentifier(table, column));

function isOneEditAway(a: string, b: string): boolean {
  if (a.length > b.length) return isOneEditAway(b, a);
  if (b.length - a.length > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return a.slice(a.length === b.length ? i + 1 : i) === b.slice(i + 1) || isTransposed(a, b, i);
}

const isTransposed = (a: string, b: string, i: number): boolean =>
  a.length === b.length && a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
