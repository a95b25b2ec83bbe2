import type { Cell } from '../../shared/plan/dataset.ts';

/** How cells of a gold column and an answer's column are compared. */
export interface ValueRules {
  tolerance?: number | undefined;
}

/** A tenth of a per cent: what two ways to the same figure may differ by. */
const defaultTolerance = 0.001;
const leastDigits = 3;

/** One spelling for what is the same value: numbers in texts, booleans, times at midnight, months, quarters, weekdays. */
export function normalise(cell: Cell): Cell {
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (typeof cell !== 'string') return cell;
  const text = cell.trim();
  // Codes with leading zeros, and integers that no number holds, stay texts.
  if (/^-?(0|[1-9]\d{0,14})(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const date = /^(\d{4}-\d{2})(-\d{2})?(?:[T ]00:00(?::00(?:\.0+)?)?)?(?:Z|\+00(?::?00)?)?$/.exec(text);
  if (date !== null) return `${date[1]}${date[2] ?? '-01'}`;
  const time = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.0+)?(?:Z|\+00(?::?00)?)?$/.exec(text);
  if (time !== null) return `${time[1]}T${time[2]}`;
  const quarter = /^(\d{4})[- ]?Q([1-4])$/i.exec(text);
  if (quarter !== null) return `${quarter[1]}-${String(3 * Number(quarter[2]) - 2).padStart(2, '0')}-01`;
  return weekday(text) ?? text;
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function weekday(text: string): string | null {
  const ja = /^([月火水木金土日])(?:曜日?)?$/.exec(text)?.[1];
  if (ja !== undefined) return weekdays['月火水木金土日'.indexOf(ja)] ?? null;
  return weekdays.find((day) => [day, day.slice(0, 3)].some((name) => same(name, text))) ?? null;
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Whether an answer's cell is the gold's; both normalised. */
export function matches(gold: Cell, answer: Cell, { tolerance }: ValueRules): boolean {
  if (typeof gold !== 'number' || typeof answer !== 'number') return gold === answer;
  const difference = Math.abs(gold - answer);
  if (difference <= 1e-9) return true;
  if (tolerance !== undefined) return difference <= tolerance * Math.abs(gold);
  if (Number.isInteger(gold)) return difference <= 1e-9 * Math.abs(gold);
  return difference <= defaultTolerance * Math.abs(gold) || isRounded(gold, answer);
}

/** The gold as somebody wrote it down who rounds, to no fewer than three digits. */
function isRounded(gold: number, answer: number): boolean {
  const [, digits = '', decimals = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(String(answer)) ?? [];
  if ((digits + decimals).replace(/^0+/, '').length < leastDigits) return false;
  return Math.abs(gold - answer) <= 0.5 * 10 ** -decimals.length * (1 + 1e-9);
}

/** The ways to read an answer's column besides as it stands. */
export const asShare = (cell: Cell): Cell => {
  const number = typeof cell === 'string' ? Number(cell.replace(/\s*[%％]$/, '')) : cell;
  return typeof number === 'number' && Number.isFinite(number) ? number / 100 : cell;
};

/** `20-29`, `20s`, `20代`, `[20, 30)` → 20. */
export const asBucket = (cell: Cell): Cell => {
  const start = typeof cell === 'string' ? /^[[(]?(\d+)(?!\d*-\d{2}-)/.exec(cell)?.[1] : undefined;
  return start === undefined ? cell : Number(start);
};
