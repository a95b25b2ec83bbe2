import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { InvalidInputError } from '../../shared/errors.ts';
import { cellSchema } from '../../shared/plan/dataset.ts';
import { languageSchema } from '../../shared/plan/plan.ts';

/**
 * One line of a question file: what a person asks, and how its right answer is known. The gold is SQL, a value, rows, or, for a
 * program, that it succeeds with a metric in a range; `clarify` says that asking back is right too, or, alone, all that is right.
 */
export const questionSchema = z
  .strictObject({
    id: z.string().min(1),
    question: z.string().min(1),
    language: languageSchema,
    tags: z.array(z.string()).default([]),
    /** A folder of tables, or the name of a made one (`shop`); the harness's own input if nothing is said. */
    input: z.string().optional(),
    /** The question, of the same file, whose run this one follows up. */
    after: z.string().optional(),
    sql: z.string().optional(),
    /** SQL of other readings that are as right as the first. */
    alsoRight: z.array(z.string()).optional(),
    value: cellSchema.optional(),
    rows: z.array(z.array(cellSchema)).optional(),
    kind: z.enum(['query', 'program']).optional(),
    metric: z.strictObject({ name: z.string(), min: z.number(), max: z.number() }).optional(),
    clarify: z.literal(true).optional(),
    /** Relative, for every number. If nothing is said whole numbers are exact, and others may be rounded. */
    tolerance: z.number().nonnegative().optional(),
    /** The order of rows is part of the answer. */
    ordered: z.boolean().optional(),
    /** Shares: 0.25 and 25 are the same, a whole column at a time. */
    percent: z.boolean().optional(),
    /** Labels of ranges: `20-29`, `20s`, `20代` are the same as 20. */
    buckets: z.boolean().optional(),
    /** So many were asked for, and more are tied, which the gold holds all. A cut is right only with a warning. */
    ties: z.int().positive().optional(),
  })
  .superRefine((one, context) => {
    const golds = [one.sql, one.value, one.rows].filter((gold) => gold !== undefined).length;
    const say = (message: string): void => context.addIssue({ code: 'custom', message });
    if (golds > 1) say('only one of sql, value and rows can be the gold');
    if (golds === 0 && one.clarify !== true && one.kind !== 'program')
      say('it has no gold: sql, value, rows, clarify, or kind program');
    if (one.alsoRight !== undefined && one.sql === undefined) say('alsoRight goes with sql');
    if (one.ties !== undefined && one.sql === undefined && one.rows === undefined)
      say('ties goes with sql or rows');
    if (one.metric !== undefined && one.kind !== 'program') say('metric goes with kind program');
  });
export type Question = z.infer<typeof questionSchema>;

/** @throws InvalidInputError that names the file and the line */
export async function readQuestions(path: string): Promise<Question[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new InvalidInputError(`The question file ${path} cannot be read`, {}, { cause: error });
  });
  return parseQuestions(text, basename(path));
}

/** @throws InvalidInputError that names the line */
export function parseQuestions(text: string, name: string): Question[] {
  const questions: Question[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const refuse = (why: string): never => {
      throw new InvalidInputError(`${name}, line ${at + 1}: ${why}`);
    };
    const parsed = questionSchema.safeParse(parseJson(line, refuse));
    const [issue] = parsed.error?.issues ?? [];
    if (!parsed.success) return refuse(`${issue?.path.join('.') || 'the line'}: ${issue?.message}`);
    const { id, after } = parsed.data;
    if (questions.some((other) => other.id === id)) refuse(`there is another question ${id}`);
    if (after !== undefined && !questions.some((other) => other.id === after))
      refuse(`it comes after ${after}, which no line above has`);
    questions.push(parsed.data);
  }
  return questions;
}

function parseJson(line: string, refuse: (why: string) => never): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    return refuse(`it is not JSON: ${(error as Error).message}`);
  }
}
