import { readFences } from '../../../shared/dspy/fences.ts';
import { chartSchema, nameSchema, type Chart, type Query } from '../../../shared/plan/plan.ts';

/** What a section holds, or everything that is wrong with it, in words for the model that wrote it. */
export type Read<T> = { value: T } | { reasons: string[] };

const queryLimit = 10;
const fenceForm = '```sql NAME';

export function readQueries(section: string): Read<Query[]> {
  if (section.trim() === '') return { value: [] };
  const fences = readFences(section);
  if (fences.length === 0)
    return { reasons: [`\`queries\` holds no fence: write each query in one, ${fenceForm}`] };
  const reasons = fences.flatMap(({ name, language, text }, i) => [
    ...(language === 'sql' ? [] : [`fence ${i + 1} of \`queries\` is not ${fenceForm}`]),
    ...(nameSchema.safeParse(name).success
      ? []
      : [
          name === ''
            ? `fence ${i + 1} of \`queries\` has no name: write ${fenceForm}`
            : `${JSON.stringify(name.slice(0, 80))} is no name of a query: small letters, digits and _, beginning with a letter`,
        ]),
    ...(text === '' ? [`the query ${name} is empty`] : []),
  ]);
  const names = fences.map(({ name }) => name);
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i);
  if (twice !== undefined) reasons.push(`two queries have the name ${twice}`);
  if (fences.length > queryLimit)
    reasons.push(`there are ${fences.length} queries, and ${queryLimit} at most may be`);
  return reasons.length > 0 ? { reasons } : { value: fences.map(({ name, text }) => ({ name, sql: text })) };
}

/** One fence, or the program bare; null when there is none. */
export function readProgram(section: string): Read<string | null> {
  if (section.trim() === '') return { value: null };
  const fences = readFences(section);
  const [first] = fences;
  if (first === undefined) return { value: `${section.trim()}\n` };
  if (fences.length > 1) return { reasons: [`\`program\` holds ${fences.length} fences: write one program`] };
  if (!/^(?:py|python|python3|)$/.test(first.language))
    return { reasons: [`\`program\` holds ${first.language}, and must be Python`] };
  return { value: first.text === '' ? null : `${first.text}\n` };
}

/** `bar TABLE X Y …`; names with spaces in double quotes. */
export function readChart(section: string, tables: readonly string[]): Read<Chart | null> {
  const words = Array.from(section.matchAll(/"((?:[^"]|"")*)"|(\S+)/g), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
  if (words.length === 0 || /^(?:none|null|-+)$/i.test(section.trim())) return { value: null };
  const [type, table = '', x, ...y] = words;
  const chart = chartSchema.safeParse({ type, table, x, y });
  if (!chart.success)
    return { reasons: ['`chart` is neither empty nor `bar TABLE X Y` nor `line TABLE X Y`'] };
  return tables.includes(table)
    ? { value: chart.data }
    : { reasons: [`\`chart\` names the table ${table}, and there is no query of that name`] };
}

/** One per line; a model that writes bullets means the same. */
export const readLines = (section: string): string[] =>
  section
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*•・]|\d{1,2}[.)])\s+/u, '').trim())
    .filter((line) => line !== '' && !/^(?:none|なし)[.。]?$/i.test(line));
