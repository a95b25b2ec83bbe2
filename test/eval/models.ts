import { chooseModels as choose } from '../../infra/models/choose.ts';
import { readModelFlags } from '../../infra/models/options.ts';
import { systemClock } from '../../infra/system/clock.ts';
import { UnsupportedError } from '../../shared/errors.ts';
import type { ModelSettings } from '../../shared/model/settings.ts';
import type { EvalOptions } from './options.ts';

/** What the host is told of the model. @throws UnsupportedError: an evaluation never goes on without the model it is about */
export async function chooseModels({
  model,
  planner,
}: Pick<EvalOptions, 'model' | 'planner'>): Promise<ModelSettings> {
  if (model === null && planner === 'model') throw new UnsupportedError('--planner model takes a --model');
  const settings = await choose(readModelFlags({ model: model ?? 'none', planner }), {
    environment: process.env,
    clock: systemClock,
    say: (sentence) => process.stderr.write(`${sentence}\n`),
  });
  if (model !== null && settings.model === null)
    throw new UnsupportedError(`--model ${model} found no model`);
  return settings;
}
