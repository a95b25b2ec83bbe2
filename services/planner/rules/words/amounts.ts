/** What a prompt says in figures: numbers, ranges of ages, and stretches of the calendar. */
export type Amount =
  | { kind: 'number'; value: number; text: string }
  /** Ages from `low` to `high`, both included if `inclusive`, else without `high`. */
  | { kind: 'ages'; low: number; high: number; inclusive: boolean; text: string }
  | ({ kind: 'period'; text: string } & Period);

/** Days from `from` to before `before`; `years` when it is made of whole ones. */
export interface Period {
  from: string;
  before: string;
  years: number[] | null;
}

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);
const monthName = `(${months.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join('|')})\\.?`;
const start = String.raw`(?<![\p{Script=Latin}\p{N}_.])`;
const end = String.raw`(?![A-Za-z0-9_]|[.,]\d)`;
const pattern = (body: string): RegExp => new RegExp(body, 'iuy');

/** A minus sign in any of its shapes; a dash after a letter or digit is none. */
const sign = String.raw`(?<![\p{Script=Latin}\p{N}_)])[-−–]`;
/** Groups of thousands have three digits each: "0,077" and "1,0" may mean anything. */
const number = pattern(
  String.raw`(?<![\p{Script=Latin}\p{N}_.])(?:${sign})?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)${end}(?![-/]\d)`,
);

const yearRange = pattern(
  String.raw`${start}(?:from\s+|between\s+)?((?:19|20)\d\d)\s*(?:年)?\s*(?:to|until|through|から|〜|~|–|-)\s*((?:19|20)\d\d)(?:年まで|年)?${end}`,
);
const yearsBetween = pattern(String.raw`${start}between\s+((?:19|20)\d\d)\s+and\s+((?:19|20)\d\d)${end}`);
const day = pattern(
  String.raw`${start}((?:19|20)\d\d)(?:[-/](\d{1,2})[-/](\d{1,2})|年(\d{1,2})月(\d{1,2})日)${end}`,
);
const month = pattern(String.raw`${start}((?:19|20)\d\d)(?:-(\d{2})|年(\d{1,2})月)${end}(?![-/]\d)`);
const namedDay = pattern(
  String.raw`${start}${monthName}\s+(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+((?:19|20)\d\d)${end}`,
);
const namedMonth = pattern(String.raw`${start}${monthName}\s+(?:of\s+)?((?:19|20)\d\d)${end}`);
const japaneseYear = pattern(String.raw`${start}((?:19|20)\d\d)年(?!\d|度|代|間|以[^降]|前|後)`);
const ageRange = pattern(
  String.raw`${start}(\d{1,3})(?:歳|才)?(?:から|〜|~|-|–)(\d{1,3})(?:歳|才)(?:まで)?(?![以未])`,
);
const decade = pattern(String.raw`${start}(\d{1,2}0)代`);

/** The longest amount that starts there. */
export function amountAt(text: string, at: number): { length: number; amount: Amount } | null {
  for (const read of [readPeriod, readAges, readNumber]) {
    const amount = read(text, at);
    if (amount !== null) return { length: amount.text.length, amount };
  }
  return null;
}

function readNumber(text: string, at: number): Amount | null {
  const found = match(number, text, at);
  if (found === null) return null;
  return {
    kind: 'number',
    value: Number(found[0].replaceAll(',', '').replace(/^[−–]/u, '-')),
    text: found[0],
  };
}

function readAges(text: string, at: number): Amount | null {
  const range = match(ageRange, text, at);
  if (range !== null)
    return { kind: 'ages', low: Number(range[1]), high: Number(range[2]), inclusive: true, text: range[0] };
  const tens = match(decade, text, at);
  if (tens === null) return null;
  const low = Number(tens[1]);
  return { kind: 'ages', low, high: low + 10, inclusive: false, text: tens[0] };
}

function readPeriod(text: string, at: number): Amount | null {
  const range = match(yearsBetween, text, at) ?? match(yearRange, text, at);
  if (range !== null) return yearsOf(Number(range[1]), Number(range[2]), range[0]);
  const days = match(day, text, at);
  if (days !== null)
    return dayOf(Number(days[1]), Number(days[2] ?? days[4]), Number(days[3] ?? days[5]), days[0]);
  const named = match(namedDay, text, at);
  if (named !== null) return dayOf(Number(named[3]), monthOf(named[1]), Number(named[2]), named[0]);
  const whole = match(month, text, at);
  if (whole !== null) return monthIn(Number(whole[1]), Number(whole[2] ?? whole[3]), whole[0]);
  const spoken = match(namedMonth, text, at);
  if (spoken !== null) return monthIn(Number(spoken[2]), monthOf(spoken[1]), spoken[0]);
  const year = match(japaneseYear, text, at);
  return year === null ? null : yearsOf(Number(year[1]), Number(year[1]), year[0]);
}

export function yearsOf(first: number, last: number, text: string): Amount | null {
  if (first > last) return null;
  const years = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return { kind: 'period', from: `${first}-01-01`, before: `${last + 1}-01-01`, years, text };
}

function monthIn(year: number, monthNumber: number, text: string): Amount | null {
  if (monthNumber < 1 || monthNumber > 12) return null;
  const from = new Date(Date.UTC(year, monthNumber - 1, 1));
  return {
    kind: 'period',
    from: iso(from),
    before: iso(new Date(Date.UTC(year, monthNumber, 1))),
    years: null,
    text,
  };
}

function dayOf(year: number, monthNumber: number, dayNumber: number, text: string): Amount | null {
  const from = new Date(Date.UTC(year, monthNumber - 1, dayNumber));
  // The 31st of a month of thirty days is no day.
  if (from.getUTCMonth() !== monthNumber - 1 || dayNumber < 1) return null;
  const before = iso(new Date(Date.UTC(year, monthNumber - 1, dayNumber + 1)));
  return { kind: 'period', from: iso(from), before, years: null, text };
}

const monthOf = (name: string | undefined): number =>
  months.findIndex((one) => one.startsWith((name ?? '').toLowerCase().slice(0, 3))) + 1;
const iso = (date: Date): string => date.toISOString().slice(0, 10);

function match(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}
