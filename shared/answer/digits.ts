import type { Plan } from '../plan/plan.ts';
import { parseTemplate } from './template.ts';

/** Names that are told to whoever writes an answer, and so may be written in it. */
export interface ResultNames {
  metrics: readonly { name: string }[];
  tables: readonly { name: string; columns: readonly { name: string }[] }[];
}

export interface NumberSources {
  prompt: string;
  plan: Pick<Plan, 'title' | 'queries' | 'parameters'>;
  scope: ResultNames;
}

/**
 * Numbers cannot be invented: outside of its placeholders a template may hold digits, or numbers spelled out, only where
 * they are part of a name of the results, of the prompt, or of a literal of the plan.
 * @returns the first piece of text with a number that comes from nowhere, or null
 * @throws TemplateError
 */
export function inventedNumber(template: string, sources: NumberSources): string | null {
  const allowed = new Set(allowedTexts(sources).map((text) => text.normalize('NFKC').toLowerCase()));
  const written = template.normalize('NFKC').toLowerCase();
  // A catalog of 900 tables knows 50,000 numbers.
  const longestFirst = [...allowed]
    .filter((text) => written.includes(text) && holdsNumber(text))
    .toSorted((a, b) => b.length - a.length);
  for (const segment of parseTemplate(withoutPlaces(template))) {
    if (!('text' in segment)) continue;
    const text = segment.text.normalize('NFKC').toLowerCase();
    const left = longestFirst.reduce((rest, name) => removeWhole(rest, name), text);
    const found = /[^\s]*\p{Nd}[^\s]*/u.exec(left) ?? spelled.exec(left);
    if (found !== null) return found[0].slice(0, 60);
  }
  return null;
}

const anyOf = '[〇一二三四五六七八九十百千万億兆]';
/**
 * Numbers in words, in small letters. Small ones are left to prose: "the two tables", 「二つの表」, 「一人当たり」; so is
 * "twice as many", which models may say beside the placeholder that shows it, and 万一, which is no number.
 */
const spelled = new RegExp(
  [
    String.raw`\b(?:eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b`,
    String.raw`\b(?:hundreds?|thousands?|(?:m|b|tr)illions?|dozens?)\b`,
    `(?!万一)${anyOf}{0,20}(?:[〇一二三四五六七八九十百千][十百千万億兆]|[十百千万億兆][一二三四五六七八九])${anyOf}{0,20}`,
    '[二三四五六七八九十](?:割|倍|件|人|名|分の[一二三四五六七八九]|パーセント|%)',
  ].join('|'),
  'u',
);

const holdsNumber = (text: string): boolean => /\p{Nd}/u.test(text) || spelled.test(text);

/** The numbers of a list count its items: 1, 2, 3 at the beginnings of lines. */
function withoutPlaces(template: string): string {
  let place = 0;
  return template.replaceAll(/^([ \t]*)(\d{1,2})[.)](?=\s)/gm, (marker, indent: string, number: string) => {
    if (number !== '1' && Number(number) !== place + 1) return marker;
    place = Number(number);
    return indent;
  });
}

/** Not where it is a part of a longer number: "3" must not excuse "30". */
const removeWhole = (text: string, name: string): string =>
  text.replace(
    new RegExp(
      `(?<![\\p{Nd}.,])${name.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}(?![\\p{Nd}]|[.,]\\p{Nd})`,
      'gu',
    ),
    ' ',
  );

function allowedTexts({ prompt, plan, scope }: NumberSources): string[] {
  const names = [
    ...scope.metrics.map((metric) => metric.name),
    ...scope.tables.flatMap((table) => [table.name, ...table.columns.map((column) => column.name)]),
  ];
  const parameters = JSON.stringify(plan.parameters);
  const written = [prompt, plan.title, ...plan.queries.map((query) => query.sql), parameters];
  const literals = written.flatMap((text) => [
    ...(text.normalize('NFKC').match(/\p{Nd}[\p{Nd},]*(?:\.\p{Nd}+)?/gu) ?? []),
    ...(text.normalize('NFKC').toLowerCase().match(new RegExp(spelled, 'gu')) ?? []),
    ...(text.match(/'[^']*'|"[^"]*"/g) ?? []).map((quoted) => quoted.slice(1, -1)),
  ]);
  return [...names, ...literals].filter((text) => text.trim() !== '');
}
