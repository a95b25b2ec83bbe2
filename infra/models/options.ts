import { InvalidInputError } from '../../shared/errors.ts';
import {
  modelSeesSchema,
  plannerModeSchema,
  withoutModel,
  type ModelSees,
  type PlannerMode,
} from '../../shared/model/settings.ts';
import { readModelSetting, type ModelSetting } from './setting.ts';

/** As `parseArgs` takes them. */
export const modelFlags = {
  model: { type: 'string' },
  planner: { type: 'string' },
  'model-sees': { type: 'string' },
} as const;

export const modelUsage = `  --model M       the language model: none (default), bedrock, bedrock:ID, openai:MODEL@URL (Ollama, vLLM, hosted ones; a key
                  goes into KAISEKI_MODEL_KEY), or auto (Bedrock if there are AWS credentials; says what it found)
  --planner P     who plans: auto (default: the rules where they are certain, else the model), model or rules
  --model-sees S  what of the data a model is told: schema, statistics (default) or results
`;

/** What was said; null where nothing was. */
export interface ModelOptions {
  model: ModelSetting | null;
  planner: PlannerMode | null;
  sees: ModelSees | null;
}

export const nothingSaid: ModelOptions = { model: null, planner: null, sees: null };

/** Whether a flag was given at all. */
export const saysSomething = (options: ModelOptions): boolean =>
  Object.values(options).some((option) => option !== null);

type Values = { [flag in keyof typeof modelFlags]?: string | undefined };

/** @throws InvalidInputError that names the flag and what it takes */
export const readModelFlags = (values: Values): ModelOptions =>
  readOptions(values, { model: '--model', planner: '--planner', 'model-sees': '--model-sees' });

/** What the flags leave open, the environment says; what both leave open is the default. */
export function completeModelOptions(
  said: ModelOptions,
  environment: NodeJS.ProcessEnv,
): { [option in keyof ModelOptions]: NonNullable<ModelOptions[option]> } {
  const names = { model: 'KAISEKI_MODEL', planner: 'KAISEKI_PLANNER', 'model-sees': 'KAISEKI_MODEL_SEES' };
  // What a flag says hides the variable, a wrong one included.
  const read = readOptions(
    {
      model: said.model === null ? environment[names.model] || undefined : undefined,
      planner: said.planner === null ? environment[names.planner] || undefined : undefined,
      'model-sees': said.sees === null ? environment[names['model-sees']] || undefined : undefined,
    },
    names,
  );
  return {
    model: said.model ?? read.model ?? { service: 'none' },
    planner: said.planner ?? read.planner ?? withoutModel.planner,
    sees: said.sees ?? read.sees ?? withoutModel.sees,
  };
}

function readOptions(values: Values, names: { [flag in keyof Values]-?: string }): ModelOptions {
  return {
    model: values.model === undefined ? null : readModelSetting(values.model),
    planner: choice(values.planner, names.planner, plannerModeSchema.options),
    sees: choice(values['model-sees'], names['model-sees'], modelSeesSchema.options),
  };
}

function choice<T extends string>(value: string | undefined, name: string, options: readonly T[]): T | null {
  if (value === undefined) return null;
  const found = options.find((option) => option === value);
  if (found === undefined)
    throw new InvalidInputError(
      `${name} takes ${options.slice(0, -1).join(', ')} or ${options.at(-1)}, not ${value}`,
    );
  return found;
}
