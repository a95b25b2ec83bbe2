import { createPredictors, type SavedProgram } from '../../shared/dspy/predictors.ts';
import type { ModelSettings } from '../../shared/model/settings.ts';
import type { EvaluateProgram } from '../../infra/optimize/protocol.ts';
import { tracesOf } from '../../infra/optimize/traces.ts';
import { createEvaluator, type Evaluator } from './evaluate.ts';
import { questionSchema } from './question.ts';

export interface ProgramEvaluator {
  evaluate: EvaluateProgram;
  close(): Promise<void>;
}

interface Opened {
  evaluator: Promise<Evaluator>;
  underway: Set<Promise<unknown>>;
}

/** An optimiser compares a new program with the one it came from. */
const hostsAtOnce = 2;

/**
 * Evaluates programs that are being optimised as every other: a host of its own for each program, which a question is put
 * to over HTTP. Questions that follow others up have no place here.
 */
export function createProgramEvaluator(options: { input?: string; models: ModelSettings }): ProgramEvaluator {
  const { models, ...rest } = options;
  const opened = new Map<string, Opened>();

  function open(program: SavedProgram): Opened {
    const predictors = createPredictors(program);
    return { evaluator: createEvaluator({ ...rest, host: { models, predictors } }), underway: new Set() };
  }

  /** The one that was used last stands last. */
  function take(program: SavedProgram): Opened {
    const key = JSON.stringify(program);
    const one = opened.get(key) ?? open(program);
    opened.delete(key);
    opened.set(key, one);
    return one;
  }

  async function closeOldest(): Promise<void> {
    const [oldest] = opened;
    if (opened.size <= hostsAtOnce || oldest === undefined) return;
    const [key, one] = oldest;
    opened.delete(key);
    await close(one);
  }

  return {
    async evaluate({ program, example }) {
      const question = questionSchema.parse(example);
      const one = take(program);
      const evaluating = one.evaluator.then((evaluator) => evaluator.evaluate(question));
      one.underway.add(evaluating);
      await closeOldest();
      try {
        const { score, feedback, traces } = await evaluating;
        return { score, feedback, traces: tracesOf(program, traces) };
      } finally {
        one.underway.delete(evaluating);
      }
    },
    close: async () => {
      await Promise.all([...opened.values()].map(close));
    },
  };
}

async function close({ evaluator, underway }: Opened): Promise<void> {
  await Promise.allSettled(underway);
  await (await evaluator).close();
}
