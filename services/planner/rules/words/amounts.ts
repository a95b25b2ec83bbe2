import { end, match, pattern, readCalendar, start, type Calendar } from './calendar.ts';

/** What a prompt says in figures: numbers, ranges of ages, and stretches of the calendar. */
export type Amount =
  | { kind: 'number'; value: number; text: string }
  /** Ages from `low` to `high`, both included if `inclusive`, else without `high`. */
  | { kind: 'ages'; low: number; high: number; inclusive: boolean; text: string }
  /** Stretches of so many years of age. */
  | { kind: 'bucket'; width: number; text: string }
  | Calendar;

/** A minus sign in any of its shapes; a dash after a letter or digit is none. */
const sign = String.raw`(?<![\p{Script=Latin}\p{N}_)])[-−–]`;
/** Groups of thousands have three digits each: "0,077" and "1,0" may mean anything. */
const number = pattern(
  String.raw`(?<![\p{Script=Latin}\p{N}_.])(?:${sign})?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)${end}(?![-/]\d)`,
);

const ageRange = pattern(
  String.raw`${start}(\d{1,3})(?:歳|才)?(?:から|〜|~|-|–)(\d{1,3})(?:歳|才)(?:まで)?(?![以未])`,
);
const decade = pattern(String.raw`${start}(\d{1,2}0)代(?![以後前])`);
const decadeFigures = pattern(String.raw`(?<=\b(?:their|the)\s)(\d0)s${end}`);
const decadeNames = 'twenties thirties forties fifties sixties seventies eighties nineties'.split(' ');
const decadeName = pattern(String.raw`(?<=\btheir\s)(${decadeNames.join('|')})${end}`);
const numerals = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');
const numeral = pattern(String.raw`${start}(${numerals.join('|')})${end}`);

const myriads: Readonly<Record<string, number>> = { 千: 1_000, 万: 10_000, 億: 100_000_000 };

/** The longest amount that starts there. */
export function amountAt(text: string, at: number): { length: number; amount: Amount } | null {
  for (const read of [readBucket, readCalendar, readAges, readNumber]) {
    const amount = read(text, at);
    if (amount !== null) return { length: amount.text.length, amount };
  }
  return null;
}

const bucket = pattern(
  String.raw`${start}(?:(${numerals.join('|')}|\d{1,2})-year\s+(?:age\s+)?(?:groups?|bands?|brackets?|buckets?|ranges?|steps?)|(\d{1,2})歳(?:刻み|きざみ|区切り|ごと|単位)|年代(?=別|ごと|毎))`,
);

function readBucket(text: string, at: number): Amount | null {
  const found = match(bucket, text, at);
  if (found === null) return null;
  const said = (found[1] ?? found[2] ?? '10').toLowerCase();
  const width = numerals.includes(said) ? numerals.indexOf(said) + 1 : Number(said);
  return width === 0 ? null : { kind: 'bucket', width, text: found[0] };
}

function readNumber(text: string, at: number): Amount | null {
  const found = match(number, text, at);
  const word = found === null ? match(numeral, text, at) : null;
  if (word !== null)
    return { kind: 'number', value: numerals.indexOf(word[0].toLowerCase()) + 1, text: word[0] };
  if (found === null) return null;
  const thousands = /^[千万億]/u.exec(text.slice(at + found[0].length))?.[0] ?? '';
  return {
    kind: 'number',
    value: Number(found[0].replaceAll(',', '').replace(/^[−–]/u, '-')) * (myriads[thousands] ?? 1),
    text: `${found[0]}${thousands}`,
  };
}

function readAges(text: string, at: number): Amount | null {
  const range = match(ageRange, text, at);
  if (range !== null)
    return { kind: 'ages', low: Number(range[1]), high: Number(range[2]), inclusive: true, text: range[0] };
  const tens = match(decade, text, at) ?? match(decadeFigures, text, at);
  const name = match(decadeName, text, at);
  const low =
    tens === null ? (decadeNames.indexOf((name?.[1] ?? '').toLowerCase()) + 2) * 10 : Number(tens[1]);
  const [said] = tens ?? name ?? [];
  if (said === undefined) return null;
  return { kind: 'ages', low, high: low + 10, inclusive: false, text: said };
}
