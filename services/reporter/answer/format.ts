import type { Cell } from '../../../shared/plan/dataset.ts';
import type { Language } from '../../../shared/plan/plan.ts';
import type { NumberFormat } from '../../../shared/answer/template.ts';

const missing: Record<Language, string> = { en: 'no value', ja: '値なし' };
const truth: Record<Language, [string, string]> = { en: ['yes', 'no'], ja: ['はい', 'いいえ'] };

/** A cell for people. Numbers that are strings for their size or precision are shown as numbers. */
export function formatCell(
  cell: Cell,
  column: { name: string; type: string } | null,
  language: Language,
): string {
  if (cell === null) return missing[language];
  if (typeof cell === 'boolean') return truth[language][cell ? 0 : 1];
  if (typeof cell === 'number') return formatNumber(cell, column === null || !isLabel(column.name));
  if (column !== null && isNumeric(column.type)) return formatNumericText(cell, !isLabel(column.name));
  if (column?.name === 'month' && /^DATE$|^TIMESTAMP/.test(column.type)) return formatMonth(cell);
  return formatText(cell);
}

/** Exactly if that is short, else with as many digits as help: 2,741 · 0.5 · 0.812 · 12.35 · 1.2e-5. */
export function formatNumber(value: number, grouped = true): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const shortest = String(value);
  if (size >= 1e15 || (size < 0.001 && size > 0))
    return shortest.length <= 7 ? shortest : trimExponent(value.toPrecision(3));
  const rounded = value.toFixed(size >= 10 ? 2 : 3);
  return group(shortest.length <= rounded.length ? shortest : rounded, grouped);
}

/** A number in the format that a template asks for; null when it is no number. */
export function applyFormat(cell: Cell, format: NumberFormat, language: Language): string | null {
  if (cell === null) return missing[language];
  const value = typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : cell;
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  // Integers above 2^53 come as strings, and stay exact.
  const isExact = typeof cell === 'string' && /^-?\d+$/.test(cell) && (format.type ?? 'd') === 'd';
  const text = isExact ? group(cell, format.grouped) : formatAs(value, format);
  return format.signed && value >= 0 ? `+${text}` : text;
}

function formatAs(value: number, { type, digits, grouped }: NumberFormat): string {
  switch (type) {
    case 'd':
      return group(value.toFixed(0), grouped);
    case 'f':
      return group(value.toFixed(digits ?? 6), grouped);
    case '%':
      return `${group((value * 100).toFixed(digits ?? 0), grouped)}%`;
    case 'e':
      return value.toExponential(digits ?? 6).replace('e+', 'e');
    case 'g':
      return group(trimExponent(value.toPrecision(Math.max(digits ?? 6, 1))), grouped);
    case null:
      return formatNumber(value, grouped);
  }
}

/** Years and ids are names made of digits: no thousands separator. */
const isLabel = (column: string): boolean =>
  /(?:^|_|\b)(?:year|yr|id|code|zip)$|id$|年$|年度$|番号$|コード$/i.test(column);

export const isNumeric = (type: string): boolean =>
  /^(?:u?(?:tiny|small|big|huge)?int|integer|ubigint|decimal|numeric|double|float|real|int\d|uint\d)/i.test(
    type,
  );

function formatNumericText(text: string, grouped: boolean): string {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) return formatText(text);
  const [whole = '', fraction = ''] = text.split('.');
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > 3) return formatNumber(Number(text), grouped);
  return group(kept === '' ? whole : `${whole}.${kept}`, grouped);
}

/** The first day of a month stands for the month. */
const formatMonth = (text: string): string =>
  /^\d{4}-\d{2}-01(?:T00:00:00(?:\.0+)?(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text)
    ? text.slice(0, 7)
    : formatText(text);

/** ISO times lose what says nothing: 2025-01-03T00:00:00.000Z → 2025-01-03. */
function formatText(text: string): string {
  const time = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})(?:\.(\d+))?(?:Z|[+-]\d{2}:\d{2})$/.exec(text);
  if (time === null) return text;
  const [, date = '', minutes = '', seconds = ''] = time;
  if (minutes === '00:00' && seconds === ':00') return date;
  return `${date} ${minutes}${seconds === ':00' ? '' : seconds}`;
}

const group = (text: string, grouped: boolean): string =>
  grouped
    ? text.replace(
        /^(-?)(\d+)/,
        (_, sign: string, whole: string) => sign + whole.replace(/\B(?=(?:\d{3})+$)/g, ','),
      )
    : text;

const trimExponent = (text: string): string => text.replace(/\.?0+(?=e|$)/, '').replace('e+', 'e');
