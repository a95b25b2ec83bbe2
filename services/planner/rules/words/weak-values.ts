import type { Column } from '../../../../shared/plan/catalog.ts';
import { amountAt } from './amounts.ts';
import { longestPhrase, mayBeName } from './phrases.ts';
import type { Source, Token } from './scan.ts';

type Name = Extract<Token, { kind: 'name' }>;

/**
 * A value that is also a word ("us", "a", "中"), a number or a single character is meant only where it is written as it
 * is and its column stands beside it ("grade A or B"), or, for a word, where its capitals tell it from the word ("IT").
 */
export function settleWeakValues(tokens: Token[], source: Source): Token[] {
  const shouts = !/\p{Ll}/u.test(source.text) && /\p{Lu}{2}/u.test(source.text);
  const settled = [...tokens];
  const said = tokens.flatMap((token, at) => (token.kind === 'word' && token.word === 'filler' ? [] : [at]));
  said.forEach((at, place) => {
    const token = settled[at];
    if (token?.kind !== 'name' || token.quoted || token.meaning.values.length === 0) return;
    const beside = [
      ...columnsNamed(settled[said[place - 1] ?? -1]),
      ...columnsNamed(settled[said[place + 1] ?? -1]),
      ...columnsOfListed(settled[said[place - 1] ?? -1], settled[said[place - 2] ?? -1]),
    ];
    settled[at] = settle(token, source, beside, shouts, at === 0);
  });
  return settled;
}

function settle(
  token: Name,
  { phrases, prefer }: Source,
  beside: Column[],
  shouts: boolean,
  starts: boolean,
): Token {
  const phrase = longestPhrase(token.text, 0, phrases);
  const isWord = phrase !== null && phrase.length === token.text.length;
  const amount = amountAt(token.text, 0);
  const isShort = Array.from(token.text).length === 1;
  if (!isWord && amount === null && !isShort) return token;
  const isLoud = isWord && !isShort && !shouts && /^\p{Lu}{2,}$/u.test(token.text);
  const meant = token.meaning.values.filter(
    ({ value, column }) => value === token.text && (isLoud || beside.includes(column)),
  );
  if (meant.length > 0) return { ...token, meaning: { tables: [], columns: [], values: meant } };
  // "How many A patients": no article has a capital there.
  const isLetter =
    /^[A-HJ-Z]$/.test(token.text) && token.meaning.values.some(({ value }) => value === token.text);
  if (isWord && isLetter && !shouts && !starts) return { kind: 'unknown', text: token.text };
  const { tables, columns } = token.meaning;
  const isName = tables.length + columns.length > 0;
  if (isWord && !(isName && mayBeName(phrase, prefer))) return phrase.token;
  if (isName) return { ...token, meaning: { tables, columns, values: [] } };
  return amount === null ? { kind: 'unknown', text: token.text } : amount.amount;
}

const columnsNamed = (token: Token | undefined): Column[] =>
  token?.kind === 'name' ? token.meaning.columns.map(({ column }) => column) : [];

/** "grade A or …", "grade is not …": the column of the value that it is listed with, or of what it is denied. */
function columnsOfListed(joint: Token | undefined, listed: Token | undefined): Column[] {
  if (joint?.kind !== 'word' || listed?.kind !== 'name') return [];
  if (joint.word === 'not') return columnsNamed(listed);
  return joint.word === 'and' || joint.word === 'or' ? listed.meaning.values.map(({ column }) => column) : [];
}
