import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { meter } from '../../infra/optimize/budget.ts';
import { serveOptimizer } from '../../infra/optimize/serve.ts';
import { InvalidInputError, KaisekiError } from '../../shared/errors.ts';
import type { LanguageModel } from '../../shared/ports/language-model.ts';
import { createProgramEvaluator } from './program-evaluator.ts';

/**
 * The Node end of `npm run optimize`: evaluates programs for the optimiser that started it, until its standard input ends.
 * `infra/optimize/protocol.ts` says what is spoken. The rules are left out: what they are certain of says nothing about a prompt.
 * @throws InvalidInputError, UnsupportedError
 */
export async function serveStandardInput(
  args: string[],
  chooseModel: (name: string) => Promise<LanguageModel | null>,
) {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string', default: process.env['KAISEKI_MODEL'] ?? '' },
      input: { type: 'string' },
      calls: { type: 'string' },
      usd: { type: 'string' },
    },
  });
  const model = values.model === '' ? null : await chooseModel(values.model);
  if (model === null)
    throw new InvalidInputError('Optimising takes a language model: --model NAME, or KAISEKI_MODEL');
  const metered = meter(model, {
    calls: amount('--calls', values.calls),
    usd: values.usd === undefined ? null : amount('--usd', values.usd),
  });
  const evaluator = createProgramEvaluator({
    ...(values.input !== undefined && { input: values.input }),
    models: { model: metered.model, planner: 'model', sees: 'statistics' },
  });
  try {
    await serveOptimizer({
      evaluate: evaluator.evaluate,
      metered,
      lines: createInterface({ input: process.stdin, crlfDelay: Infinity }),
      write: (line) => process.stdout.write(`${line}\n`),
    });
  } finally {
    await evaluator.close();
  }
}

/** Without a limit nothing is spent. */
function amount(flag: string, text: string | undefined): number {
  if (text !== undefined && Number(text) > 0) return Number(text);
  throw new InvalidInputError(`${flag} takes an amount above zero`);
}

/** A person reads why it did not begin; whoever started it sees the exit code. */
export async function endWith(serving: Promise<void>): Promise<void> {
  try {
    await serving;
  } catch (error) {
    if (!(error instanceof KaisekiError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
