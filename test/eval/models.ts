import { UnsupportedError } from '../../shared/errors.ts';
import { withoutModel, type ModelSettings } from '../../shared/model/settings.ts';
import type { EvalOptions } from './options.ts';

/** What the host is told of the model. @throws UnsupportedError: an evaluation never goes on without the model it is about */
export function chooseModels({ model, planner }: Pick<EvalOptions, 'model' | 'planner'>): ModelSettings {
  if (model !== null) throw new UnsupportedError(`No adapter of this tree serves the model ${model}`);
  if (planner === 'model') throw new UnsupportedError('--planner model takes a --model');
  return { ...withoutModel, planner };
}
