import { z } from 'zod';
import savedProgram from './program.json' with { type: 'json' };
import { createPredictor, type Predictor } from './predictor.ts';
import { savedPredictorSchema, sidecarSchema } from './signature.ts';
import sidecar from './signatures.json' with { type: 'json' };
import type {
  AnswerInputs,
  AnswerOutputs,
  ExploreInputs,
  ExploreOutputs,
  PlanInputs,
  PlanOutputs,
  RepairInputs,
  RepairOutputs,
} from './signatures.ts';

export interface Predictors {
  explore: Predictor<ExploreInputs, ExploreOutputs>;
  plan: Predictor<PlanInputs, PlanOutputs>;
  repair: Predictor<RepairInputs, RepairOutputs>;
  answer: Predictor<AnswerInputs, AnswerOutputs>;
}

const shape = <T>(of: T) => ({ explore: of, plan: of, repair: of, answer: of });

/** A saved program, as DSPy writes it: one entry per predictor. Demos hold texts, of which JSON loses nothing. */
export const programSchema = z.object(shape(savedPredictorSchema));
export type SavedProgram = z.infer<typeof programSchema>;

const shapes = z.object(shape(sidecarSchema)).parse(sidecar);

/** The predictors of a program, for one that is being optimised; everybody else takes `predictors`. */
export const createPredictors = (program: SavedProgram): Predictors => ({
  explore: createPredictor(shapes.explore.fields, program.explore),
  plan: createPredictor(shapes.plan.fields, program.plan),
  repair: createPredictor(shapes.repair.fields, program.repair),
  answer: createPredictor(shapes.answer.fields, program.answer),
});

export const predictors: Predictors = createPredictors(programSchema.parse(savedProgram));
