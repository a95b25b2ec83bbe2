import {
  noUsage,
  ModelError,
  type Completion,
  type CompletionRequest,
  type LanguageModel,
} from '../../shared/ports/language-model.ts';

type Reply =
  string | Partial<Completion> | ModelError | ((request: CompletionRequest) => Promise<Completion>);

/** A model that says what a test tells it to, reply by reply, and remembers what it was asked. */
export function createScriptedModel(replies: Reply[]): LanguageModel & { asked: CompletionRequest[] } {
  const asked: CompletionRequest[] = [];
  return {
    name: 'scripted:model',
    asked,
    async complete(request) {
      asked.push(request);
      const reply = replies[asked.length - 1];
      if (reply === undefined) throw new Error(`the script has no reply number ${asked.length}`);
      if (reply instanceof ModelError) throw reply;
      if (typeof reply === 'function') return reply(request);
      const usage = { ...noUsage, inputTokens: 100, outputTokens: 10, costUsd: 0.001 };
      const said = typeof reply === 'string' ? { text: reply } : reply;
      return { text: '', stopReason: 'end', usage, ...said };
    },
  };
}
