import { createTwoFilesPatch } from 'diff';
import type { Plan } from './plan.ts';

type Executable = Pick<Plan, 'queries' | 'program' | 'answer' | 'parameters'>;

/** Beyond so many changed lines a diff says no more than the two texts do, and takes seconds to find. */
const maxEditLength = 2_000;

/**
 * What a repair changed of what runs, as a unified diff over files that are named as a person would name them
 * (`data.sql`, `program.py`, `answer.md`, `parameters.json`). Empty when nothing is different.
 */
export function diffPlans(before: Executable, after: Executable): string {
  const [old, now] = [filesOf(before), filesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => diffFile(name, old.get(name), now.get(name)))
    .filter((diff) => diff !== '')
    .join('\n');
}

const filesOf = ({ queries, program, answer, parameters }: Executable): Map<string, string> =>
  new Map([
    ...queries.map(({ name, sql }): [string, string] => [`${name}.sql`, withNewline(sql)]),
    ...(program === null ? [] : [['program.py', withNewline(program)] as const]),
    ...(answer === null ? [] : [['answer.md', withNewline(answer)] as const]),
    ...(Object.keys(parameters).length === 0
      ? []
      : [['parameters.json', withNewline(JSON.stringify(parameters, null, 2))] as const]),
  ]);

const withNewline = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

function diffFile(name: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return '';
  const [from, to] = [before === undefined ? '/dev/null' : name, after === undefined ? '/dev/null' : name];
  const patch = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, {
    context: 3,
    maxEditLength,
    headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
  });
  return patch ?? `--- ${from}\n+++ ${to}\n(rewritten)\n`;
}
