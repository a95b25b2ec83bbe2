import type { ModelSettings } from '../../../shared/model/settings.ts';
import { chooseModels } from '../../models/choose.ts';
import { nothingSaid } from '../../models/options.ts';
import type { Root } from './root.ts';
import { readSecret } from './secrets.ts';

/** The model that the function's environment asks for. @throws InvalidInputError for a setting that cannot be read */
export async function readModels(
  { settings, clock, log }: Root,
  environment: NodeJS.ProcessEnv,
): Promise<ModelSettings> {
  const key =
    settings.modelKeySecret === null ? {} : { KAISEKI_MODEL_KEY: await readSecret(settings.modelKeySecret) };
  return chooseModels(nothingSaid, {
    environment: { ...environment, ...key },
    clock,
    say: (sentence) => log.info(sentence, { stage: 'planner' }),
  });
}
