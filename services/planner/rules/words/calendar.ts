/** What a prompt says of the calendar and the clock: stretches of days, what comes round, the latest days of the data. */
export type Calendar =
  | ({ kind: 'period'; text: string } & Period)
  /** Both ends included; Monday is weekday 1. */
  | { kind: 'part'; part: 'month' | 'weekday' | 'hour'; low: number; high: number; text: string }
  | { kind: 'recent'; days: number; text: string };

/** Days from `from` to before `before`; `years` when it is made of whole ones. */
export interface Period {
  from: string;
  before: string;
  years: number[] | null;
}

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);
const weekdays = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');
const monthName = `(${months.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join('|')})\\.?`;
export const start = String.raw`(?<![\p{Script=Latin}\p{N}_.])`;
export const end = String.raw`(?![A-Za-z0-9_]|[.,]\d)`;
export const pattern = (body: string): RegExp => new RegExp(body, 'iuy');

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
const quarter = pattern(
  String.raw`${start}(?:(?:(?:q([1-4])|(first|second|third|fourth)\s+quarter)\s+(?:of\s+|in\s+)?((?:19|20)\d\d))|((?:19|20)\d\d)(?:\s*-?q([1-4])|年(?:の)?第([1-4一二三四])四半期))${end}`,
);
const half = pattern(
  String.raw`${start}(?:(first|second)\s+half\s+(?:of\s+)?((?:19|20)\d\d)|((?:19|20)\d\d)年(?:の)?([上下])半期)${end}`,
);
/** "may" and "march" are verbs, too. */
const bareMonth = new RegExp(
  String.raw`${start}(${months.map((name) => `${name[0]?.toUpperCase()}${name.slice(1)}`).join('|')})${end}(?!\s+\d)`,
  'uy',
);
const japaneseMonth = pattern(String.raw`(?<![\d年])(1[0-2]|[1-9])月(?![\d曜末初])`);
const weekdayName = pattern(String.raw`${start}(${weekdays.join('|')})s?${end}`);
const japaneseWeekday = pattern('([月火水木金土日])曜日?');
const weekend = pattern(String.raw`${start}(?:weekends?|土日|週末)${end}`);
const workdays = pattern(String.raw`(?:(?<=\bon\s)weekdays|平日)${end}`);
const hour = pattern(
  String.raw`${start}(\d{1,2})(?::00)?\s*(a\.?m\.?|p\.?m\.?|in\s+the\s+(?:morning|afternoon|evening)|時(?!間|点))`,
);
const recent = pattern(
  String.raw`${start}(?:(?:last|past|latest|most\s+recent)\s+(\d{1,4})\s+(days?|weeks?)|(?:直近|過去|最近)の?(\d{1,4})(日|週)間?)${end}`,
);

type Read = (text: string, at: number) => Calendar | null;

/** The closest reading of what starts there: a part of a year before the year, a stretch before what comes round. */
export const readCalendar: Read = (text, at) => {
  for (const read of [readSpan, readDay, readPart, readHour, readRecent]) {
    const found = read(text, at);
    if (found !== null) return found;
  }
  return null;
};

const ordinal = (said: string | undefined): number =>
  Math.max(
    '1234'.indexOf(said ?? '-'),
    '一二三四'.indexOf(said ?? '-'),
    ordinals.indexOf(said?.toLowerCase() ?? ''),
  ) + 1;
const ordinals = ['first', 'second', 'third', 'fourth'];

/** Several years, a half, a quarter, a month. */
function readSpan(text: string, at: number): Calendar | null {
  const range = match(yearsBetween, text, at) ?? match(yearRange, text, at);
  if (range !== null) return yearsOf(Number(range[1]), Number(range[2]), range[0]);
  const third = match(quarter, text, at);
  if (third !== null)
    return monthsOf(
      Number(third[3] ?? third[4]),
      ordinal(third[1] ?? third[2] ?? third[5] ?? third[6]) * 3 - 2,
      3,
      third[0],
    );
  const six = match(half, text, at);
  if (six !== null) {
    const isFirst = /first|上/i.test(six[1] ?? six[4] ?? '');
    return monthsOf(Number(six[2] ?? six[3]), isFirst ? 1 : 7, 6, six[0]);
  }
  const spoken = match(namedMonth, text, at);
  return spoken === null ? null : monthsOf(Number(spoken[2]), monthOf(spoken[1]), 1, spoken[0]);
}

function readDay(text: string, at: number): Calendar | null {
  const days = match(day, text, at);
  if (days !== null)
    return dayOf(Number(days[1]), Number(days[2] ?? days[4]), Number(days[3] ?? days[5]), days[0]);
  const named = match(namedDay, text, at);
  if (named !== null) return dayOf(Number(named[3]), monthOf(named[1]), Number(named[2]), named[0]);
  const whole = match(month, text, at);
  if (whole !== null) return monthsOf(Number(whole[1]), Number(whole[2] ?? whole[3]), 1, whole[0]);
  const year = match(japaneseYear, text, at);
  return year === null ? null : yearsOf(Number(year[1]), Number(year[1]), year[0]);
}

/** What comes round: "March", "Mondays", "weekends", "平日" */
function readPart(text: string, at: number): Calendar | null {
  const one = (part: 'month' | 'weekday', low: number, found: string, high = low): Calendar => ({
    kind: 'part',
    part,
    low,
    high,
    text: found,
  });
  const named = match(bareMonth, text, at);
  if (named !== null) return one('month', monthOf(named[1]), named[0]);
  const monthly = match(japaneseMonth, text, at);
  if (monthly !== null) return one('month', Number(monthly[1]), monthly[0]);
  const weekly = match(weekdayName, text, at);
  if (weekly !== null)
    return one('weekday', weekdays.indexOf((weekly[1] ?? '').toLowerCase()) + 1, weekly[0]);
  const character = match(japaneseWeekday, text, at);
  if (character !== null)
    return one('weekday', '月火水木金土日'.indexOf(character[1] ?? '') + 1, character[0]);
  const off = match(weekend, text, at);
  if (off !== null) return one('weekday', 6, off[0], 7);
  const work = match(workdays, text, at);
  return work === null ? null : one('weekday', 1, work[0], 5);
}

/** "8 pm", "9 in the morning", "20時" */
function readHour(text: string, at: number): Calendar | null {
  const found = match(hour, text, at);
  if (found === null) return null;
  const said = (found[2] ?? '').toLowerCase();
  const value = Number(found[1]);
  const isHalf = !said.startsWith('時');
  if (value > (isHalf ? 12 : 23) || (isHalf && value === 0)) return null;
  const isAfternoon = /^p|afternoon|evening/.test(said);
  const at24 = isHalf ? (value % 12) + (isAfternoon ? 12 : 0) : value;
  return { kind: 'part', part: 'hour', low: at24, high: at24, text: found[0] };
}

function readRecent(text: string, at: number): Calendar | null {
  const found = match(recent, text, at);
  if (found === null) return null;
  const count = Number(found[1] ?? found[3]);
  const isWeeks = /week|週/i.test(found[2] ?? found[4] ?? '');
  return count === 0 ? null : { kind: 'recent', days: count * (isWeeks ? 7 : 1), text: found[0] };
}

function yearsOf(first: number, last: number, text: string): Calendar | null {
  if (first > last) return null;
  const years = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return { kind: 'period', from: `${first}-01-01`, before: `${last + 1}-01-01`, years, text };
}

function monthsOf(year: number, first: number, count: number, text: string): Calendar | null {
  if (first < 1 || first > 12) return null;
  const from = iso(new Date(Date.UTC(year, first - 1, 1)));
  const before = iso(new Date(Date.UTC(year, first - 1 + count, 1)));
  return { kind: 'period', from, before, years: null, text };
}

function dayOf(year: number, monthNumber: number, dayNumber: number, text: string): Calendar | null {
  const from = new Date(Date.UTC(year, monthNumber - 1, dayNumber));
  // The 31st of a month of thirty days is no day.
  if (from.getUTCMonth() !== monthNumber - 1 || dayNumber < 1) return null;
  const before = iso(new Date(Date.UTC(year, monthNumber - 1, dayNumber + 1)));
  return { kind: 'period', from: iso(from), before, years: null, text };
}

const monthOf = (name: string | undefined): number =>
  months.findIndex((one) => one.startsWith((name ?? '').toLowerCase().slice(0, 3))) + 1;
const iso = (date: Date): string => date.toISOString().slice(0, 10);

export function match(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}
