import { z } from 'zod';
import type { ModelSettings } from '../../shared/model/settings.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { LanguageModel } from '../../shared/ports/language-model.ts';
import { completeModelOptions, type ModelOptions } from './options.ts';
import { withRetries } from './retry.ts';
import { defaultBedrockModel, nameOf, ollamaUrl, type ModelSetting } from './setting.ts';

export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  clock: Clock;
  /** Tells the user what was found, one sentence each. */
  say: (sentence: string) => void;
  /** Where `auto` looks for an Ollama on this machine. */
  ollama?: string;
}

/**
 * What flags and environment ask for, made ready. Nothing is called yet.
 * @throws InvalidInputError for a setting that cannot be read
 */
export async function chooseModels(said: ModelOptions, surroundings: Surroundings): Promise<ModelSettings> {
  const { model: setting, planner, sees } = completeModelOptions(said, surroundings.environment);
  const chosen = setting.service === 'auto' ? await find(surroundings) : setting;
  return { model: await toModel(chosen, surroundings), planner, sees };
}

/** A service's code is loaded when it is chosen. */
async function toModel(
  setting: ModelSetting,
  { environment, clock }: Surroundings,
): Promise<LanguageModel | null> {
  const name = nameOf(setting);
  const retrying = (model: LanguageModel) => withRetries(model, { clock, random: Math.random });
  if (setting.service === 'bedrock') {
    const { createBedrockClient, createBedrockModel } = await import('./bedrock.ts');
    return retrying(createBedrockModel({ name, id: setting.id, client: createBedrockClient() }));
  }
  if (setting.service === 'openai') {
    const { createOpenAiModel } = await import('./openai-compatible.ts');
    const key = environment['KAISEKI_MODEL_KEY'] || null;
    return retrying(createOpenAiModel({ name, model: setting.model, baseUrl: setting.baseUrl, key, clock }));
  }
  return null;
}

/** Credentials in the environment are an account that somebody meant to be used; a server that happens to run is not. */
async function find({ environment, say, ollama = ollamaUrl }: Surroundings): Promise<ModelSetting> {
  const hasCredentials = ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'].some(
    (name) => (environment[name] ?? '') !== '',
  );
  const hasRegion = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE'].some(
    (name) => (environment[name] ?? '') !== '',
  );
  if (hasCredentials && hasRegion) {
    const setting: ModelSetting = { service: 'bedrock', id: defaultBedrockModel };
    say(`AWS credentials are there: ${nameOf(setting)} plans what the rules cannot.`);
    return setting;
  }
  const [first] = await modelsOf(ollama);
  if (first !== undefined)
    say(`An Ollama is running here; it is not used unasked. To use it: --model openai:${first}@${ollama}`);
  else say('No language model was found; the rules plan alone. See --help for --model.');
  return { service: 'none' };
}

const modelListSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

async function modelsOf(baseUrl: string): Promise<string[]> {
  try {
    const response = await fetch(`${baseUrl}/models`, {
      signal: AbortSignal.timeout(500),
      redirect: 'error',
    });
    const listed = modelListSchema.safeParse(await response.json());
    return listed.success ? listed.data.data.map(({ id }) => id) : [];
  } catch {
    return [];
  }
}
