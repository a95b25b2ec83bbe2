import { InvalidInputError } from '../../shared/errors.ts';

/** What `--model` and KAISEKI_MODEL say. */
export type ModelSetting =
  | { service: 'none' }
  | { service: 'auto' }
  | { service: 'bedrock'; id: string }
  | { service: 'openai'; model: string; baseUrl: string };

export const defaultBedrockModel = 'us.anthropic.claude-sonnet-5-5';
export const ollamaUrl = 'http://127.0.0.1:11434/v1';

const forms = `none, auto, bedrock, bedrock:ID (a model, a profile or an ARN) or openai:MODEL@URL (as in openai:qwen3:32b@${ollamaUrl})`;

/** @throws InvalidInputError that says what can be written instead */
export function readModelSetting(text: string): ModelSetting {
  if (text === 'none' || text === 'auto') return { service: text };
  if (text === 'bedrock') return { service: 'bedrock', id: defaultBedrockModel };
  const [, service = '', rest = ''] = /^(\w+):(.*)$/s.exec(text) ?? [];
  if (service === 'bedrock') return readBedrock(rest);
  if (service === 'openai') return readOpenAi(rest);
  if (service === 'ollama') throw refusal(text, `write openai:${rest || 'MODEL'}@${ollamaUrl}`);
  if (/(^|[./])(anthropic|amazon|meta|mistral|deepseek)\.|^arn:aws/.test(text))
    throw refusal(text, `write bedrock:${text}`);
  throw refusal(text, `it can be ${forms}`);
}

/** The one way to write a setting: what a run's usage, the log and `/health` show. It holds no key. */
export function nameOf(setting: ModelSetting): string {
  if (setting.service === 'bedrock') return `bedrock:${setting.id}`;
  if (setting.service === 'openai') return `openai:${setting.model}@${setting.baseUrl}`;
  return setting.service;
}

function readBedrock(id: string): ModelSetting {
  if (!/^[\w.:/-]{1,2048}$/.test(id))
    throw refusal(`bedrock:${id}`, 'an id holds letters, digits and . : / - _ only');
  return { service: 'bedrock', id };
}

/** Names of models hold colons and may hold an @: the address begins at the first `@http`. */
function readOpenAi(rest: string): ModelSetting {
  const [, model = '', address = ''] = /^(\S+?)@(https?:\/\/.+)$/s.exec(rest) ?? [];
  if (model === '')
    throw refusal(
      `openai:${withoutKeys(rest)}`,
      'a model and an address are needed: openai:MODEL@https://host/v1',
    );
  const shown = `openai:${model}@${withoutKeys(address)}`;
  const url = URL.parse(address);
  if (url === null) throw refusal(shown, 'the address cannot be read');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw refusal(shown, 'the address must hold no key, user, ? or #: a key goes into KAISEKI_MODEL_KEY');
  const baseUrl = (url.origin + url.pathname).replace(/\/+$/, '').replace(/\/chat\/completions$/, '');
  return { service: 'openai', model, baseUrl };
}

/** The message goes to a terminal or a log: what may be a password or a key stays out. */
const withoutKeys = (address: string): string =>
  address.replace(/\/\/[^/]*@/, '//…@').replace(/[?#].*$/s, (rest) => `${rest.slice(0, 1)}…`);

const refusal = (text: string, advice: string): InvalidInputError =>
  new InvalidInputError(`The model setting ${text.slice(0, 200)} cannot be used: ${advice}.`);
