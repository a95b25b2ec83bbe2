/**
 * Numbers of a report's answer lead to where they came from. Their marks go through Markdown as characters that mean
 * nothing to it and that no text may bring along; `report/markdown.ts` makes links and anchors of them.
 */
const [begin, middle, end] = ['\uE000', '\uE001', '\uE002'];

export const withoutMarks = (text: string): string => text.replace(/[\uE000-\uE002]/g, '');

export const linkTo = (id: string, text: string): string =>
  `${begin}#${id}${middle}${withoutMarks(text)}${end}`;
export const anchorAt = (id: string, text: string): string =>
  `${begin}=${id}${middle}${withoutMarks(text)}${end}`;

export const markStart = begin;
export const markPattern = /^\uE000(?<kind>[#=])(?<id>[^\uE001]*)\uE001(?<text>[^\uE002]*)\uE002/u;
/** Where marks may not become elements, in code: their text. */
export const unmarked = (html: string): string => withoutMarks(html.replace(/\uE000[^\uE001]*\uE001/gu, ''));

/** Letters and digits stay, anything else is its code: equal parts are equal names. */
const part = (name: string): string =>
  name.replace(/[^\p{L}\p{M}\p{Nd}_]/gu, (character) => `.${character.codePointAt(0)?.toString(16)}.`);

export const tableId = (table: string): string => `table-${part(table)}`;
export const cellId = (table: string, row: number, column: string): string =>
  `${tableId(table)}-r${row}-c${part(column)}`;
export const metricId = (metric: string, field: 'value' | 'baseline'): string =>
  `metric-${part(metric)}${field === 'baseline' ? '-baseline' : ''}`;
