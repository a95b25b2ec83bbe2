import type { Metered } from './budget.ts';
import { requestSchema, type EvaluateProgram, type OptimizerRequest } from './protocol.ts';

/** A prompt that is proposed has some thousand words. */
const maxTokens = 8_000;
const completionSeconds = 300;

export interface OptimizerEnd {
  evaluate: EvaluateProgram;
  metered: Metered;
  /** One request a line. */
  lines: AsyncIterable<string>;
  write: (line: string) => void;
}

/**
 * Answers an optimiser's requests until there are no more, all of them at once: whoever asks says how many.
 *
 *   {id, op: 'run', program, example} → {id, score, feedback, traces, model, spent}
 *   {id, op: 'complete', prompt}      → {id, text, model, spent}
 *   either                            → {id, error: {kind: 'budget' | 'failed', message}, model, spent}
 */
export async function serveOptimizer({ evaluate, metered, lines, write }: OptimizerEnd): Promise<void> {
  const underway = new Set<Promise<void>>();
  for await (const line of lines) {
    const request = requestSchema.parse(JSON.parse(line));
    const answering = answer(request).then((answered) => {
      underway.delete(answering);
      const { name: model } = metered.model;
      write(JSON.stringify({ id: request.id, ...answered, model, spent: metered.spent() }));
    });
    underway.add(answering);
  }
  await Promise.all(underway);

  async function answer(request: OptimizerRequest): Promise<object> {
    try {
      const answered = request.op === 'run' ? await evaluate(request) : await complete(request.prompt);
      // What was cut short by the budget says nothing about the prompt.
      return overBudget() ?? answered;
    } catch (error) {
      return overBudget() ?? { error: { kind: 'failed', message: String(error) } };
    }
  }

  function overBudget(): object | null {
    const message = metered.refusal();
    return message === null ? null : { error: { kind: 'budget', message } };
  }

  async function complete(prompt: string): Promise<{ text: string }> {
    const { text } = await metered.model.complete({
      messages: [{ role: 'user', content: prompt }],
      maxTokens,
      seconds: completionSeconds,
      signal: new AbortController().signal,
    });
    return { text };
  }
}
