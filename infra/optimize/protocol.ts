import { z } from 'zod';
import { programSchema, type SavedProgram } from '../../shared/dspy/predictors.ts';

/**
 * What an optimiser (`shared/dspy/python/optimize.py`) asks of the Node process that it started: one JSON object a line
 * on its standard input, one a line on its standard output, in the order in which they are done.
 */
export const requestSchema = z.discriminatedUnion('op', [
  /** Have a program answer an example. */
  z.strictObject({ id: z.int(), op: z.literal('run'), program: programSchema, example: z.unknown() }),
  /** Have the model say something: what to change in a prompt. */
  z.strictObject({ id: z.int(), op: z.literal('complete'), prompt: z.string() }),
]);
export type OptimizerRequest = z.infer<typeof requestSchema>;

/** One call of a predictor, as far as somebody who improves its prompt must know it. */
export interface PredictorTrace {
  predictor: string;
  /** Without those that are the same from call to call. */
  inputs: Record<string, string>;
  /** What the model said. */
  output: string;
  /** Why that was not accepted; null if it was. */
  rejected: string | null;
}

export interface ProgramEvaluation {
  /** 0 to 1. */
  score: number;
  /** The right answer beside the given one, in words. */
  feedback: string;
  traces: PredictorTrace[];
}

/** Has a program answer an example, and says how well it did. Rejects only when nothing can be evaluated at all. */
export type EvaluateProgram = (task: {
  program: SavedProgram;
  example: unknown;
}) => Promise<ProgramEvaluation>;
