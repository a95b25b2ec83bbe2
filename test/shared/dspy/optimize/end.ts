/** The Node end of an optimisation whose model is a plain HTTP client of the scripted server: `--model URL`. */
import { z } from 'zod';
import type { LanguageModel } from '../../../../shared/ports/language-model.ts';
import { endWith, serveStandardInput } from '../../../eval/optimizer-end.ts';

const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).length(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }),
});

const createHttpModel = async (url: string): Promise<LanguageModel> => ({
  name: `scripted@${new URL(url).hostname}`,
  async complete({ messages, signal }) {
    const response = await fetch(`${url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ messages }),
      signal,
    });
    const { choices, usage } = answerSchema.parse(await response.json());
    return {
      text: choices[0]?.message.content ?? '',
      stopReason: 'end',
      usage: {
        inputTokens: usage.prompt_tokens,
        cachedInputTokens: 0,
        outputTokens: usage.completion_tokens,
        costUsd: 0.01,
      },
    };
  },
});

await endWith(serveStandardInput(process.argv.slice(2), createHttpModel));
