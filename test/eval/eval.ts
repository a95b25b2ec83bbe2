/**
 * `npm run eval`: asks a host the questions of a file, as a user would, and compares what it answers with what is right.
 * See `options.ts` for what it takes, `question.ts` for the files, `compare.ts` for the rule by which an answer is right.
 */
import { writeFile } from 'node:fs/promises';
import { InvalidInputError, KaisekiError } from '../../shared/errors.ts';
import { createEvaluator, type Evaluation } from './evaluate.ts';
import { report } from './figures.ts';
import { renderHtml } from './html.ts';
import { chooseModels } from './models.ts';
import { readOptions, type EvalOptions } from './options.ts';
import { readQuestions, type Question } from './question.ts';
import { renderText } from './text-report.ts';

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const questions = await chosen(options);
  const evaluator = await createEvaluator({
    ...(options.input !== null && { input: options.input }),
    host: { models: await chooseModels(options) },
  });
  try {
    const evaluations = await evaluateAll(evaluator.evaluate, questions, options.concurrency);
    const figures = report(evaluations);
    process.stdout.write(renderText(figures, evaluations));
    const { planner, model } = options;
    const whole = { planner, model, figures, evaluations };
    if (options.json !== null) await writeFile(options.json, `${JSON.stringify(whole, null, 2)}\n`);
    if (options.html !== null) await writeFile(options.html, renderHtml(whole));
    return options.wrongLimit !== null && figures.all.wrong > options.wrongLimit ? 1 : 0;
  } finally {
    await evaluator.close();
  }
}

async function chosen({ questions: files, only, limit }: EvalOptions): Promise<Question[]> {
  const all = (await Promise.all(files.map(readQuestions))).flat();
  const twice = all.find(({ id }, at) => all.findIndex((other) => other.id === id) !== at);
  if (twice !== undefined) throw new InvalidInputError(`Two files have a question ${twice.id}`);
  const wanted = all
    .filter(({ id, tags }) => only === null || id === only || tags.includes(only))
    .slice(0, limit);
  // What a question follows up is asked, too, or there is nothing to follow.
  const needed = new Set(wanted.flatMap(({ id, after }) => (after === undefined ? [id] : [id, after])));
  return all.filter(({ id }) => needed.has(id));
}

/** Some at once, in order; what follows another up comes after it. */
async function evaluateAll(
  evaluate: (question: Question) => Promise<Evaluation>,
  questions: Question[],
  concurrency: number,
): Promise<Evaluation[]> {
  const evaluations: Evaluation[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const at = next++;
      const question = questions[at];
      if (question === undefined) return;
      evaluations[at] = await evaluate(question);
      if (process.stderr.isTTY) process.stderr.write(`\r${next} of ${questions.length} asked`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  return evaluations;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof KaisekiError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
