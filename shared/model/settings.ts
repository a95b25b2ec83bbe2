import { z } from 'zod';
import type { LanguageModel } from '../ports/language-model.ts';

/**
 * What of the data a model is told. `schema`: names and types. `statistics`: besides, counts, ranges and the values of
 * columns with few of them, and probes over many rows; no row, no cell of another column; error texts without values.
 * `results`: besides, rows of results and whole error texts.
 */
export const modelSeesSchema = z.enum(['schema', 'statistics', 'results']);
export type ModelSees = z.infer<typeof modelSeesSchema>;

/** `auto`: the rules where they are certain, else the model. Without a model every mode is `rules`. */
export const plannerModeSchema = z.enum(['auto', 'model', 'rules']);
export type PlannerMode = z.infer<typeof plannerModeSchema>;

export interface ModelSettings {
  /** Null when none is configured. */
  model: LanguageModel | null;
  planner: PlannerMode;
  sees: ModelSees;
}

export const withoutModel: ModelSettings = { model: null, planner: 'auto', sees: 'statistics' };
