import { readFileSync } from 'node:fs';
import { nameTable } from '../../../../shared/catalog/describe-table.ts';
import { describeCatalog } from '../../../../shared/catalog/describe.ts';
import { estimateTokens } from '../../../../shared/catalog/tokens.ts';
import type { Catalog } from '../../../../shared/plan/catalog.ts';

export interface RetrievalQuestion {
  question: string;
  language: 'en' | 'ja';
  /** False where the search was improved while looking at how it answered: every other line. */
  unseen: boolean;
  /** What it takes to answer it. */
  needed: { table: string; column: string }[];
}

/** `questions.<language>.txt`: a line each, `question | table.column table.column`. */
export function readQuestions(): RetrievalQuestion[] {
  return (['en', 'ja'] as const).flatMap((language) =>
    readFileSync(new URL(`questions.${language}.txt`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line, i) => {
        const [question = '', needed = ''] = line.split(' | ');
        const pairs = needed.split(' ').map((one) => one.split('.'));
        return {
          question,
          language,
          unseen: i % 2 === 1,
          needed: pairs.map(([table = '', column = '']) => ({ table, column })),
        };
      }),
  );
}

/** What a model would be told for one question. */
export interface Retrieved extends RetrievalQuestion {
  tokens: number;
  milliseconds: number;
  missingTables: string[];
  missingColumns: string[];
}

export const tellRelevant = (catalog: Catalog, question: string, tokens: number): string =>
  describeCatalog(catalog, { question, sees: 'statistics', tokens }).catalog;

/** The control: as many tables as fit, each on one line, in alphabetical order. */
export function tellAlphabetically({ tables }: Catalog, tokens: number): string {
  const lines: string[] = [];
  let left = tokens;
  for (const table of tables.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const line = nameTable({ table, links: [], sees: 'statistics', relevance: () => 0 });
    left -= estimateTokens(`${line}\n`);
    if (left < 0) break;
    lines.push(line);
  }
  return lines.join('\n');
}

/** @param tell what a model would be told for a question */
export function retrieve(
  questions: readonly RetrievalQuestion[],
  tell: (question: string) => string,
): Retrieved[] {
  return questions.map((one) => {
    const started = performance.now();
    const text = tell(one.question);
    const milliseconds = performance.now() - started;
    const told = tablesIn(text);
    const tables = [...new Set(one.needed.map(({ table }) => table))];
    return {
      ...one,
      tokens: estimateTokens(text),
      milliseconds,
      missingTables: tables.filter((table) => !told.has(table)),
      missingColumns: one.needed
        .filter(({ table, column }) => !(told.get(table)?.includes(`"${column}" `) ?? false))
        .map(({ table, column }) => `${table}.${column}`),
    };
  });
}

/** The text about each table, by its name. */
const tablesIn = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(/^(?=table ")/m).flatMap((part) => {
      const name = /^table "([^"]+)"/.exec(part)?.[1];
      return name === undefined ? [] : [[name, part.slice(name.length)] as const];
    }),
  );

/** Shares, 0 to 1, of all the tables and columns that the questions need. */
export function recallOf(retrieved: readonly Retrieved[]): { tables: number; columns: number } {
  const sum = (count: (one: Retrieved) => number): number =>
    retrieved.reduce((all, one) => all + count(one), 0);
  const tables = sum(({ needed }) => new Set(needed.map(({ table }) => table)).size);
  return {
    tables: 1 - sum(({ missingTables }) => missingTables.length) / tables,
    columns: 1 - sum(({ missingColumns }) => missingColumns.length) / sum(({ needed }) => needed.length),
  };
}
