import { createPredictors, type Predictors, type SavedProgram } from '../../shared/dspy/predictors.ts';
import type { CallRecord } from '../../shared/model/record.ts';
import type { ModelMessage } from '../../shared/ports/language-model.ts';
import type { PredictorTrace } from './protocol.ts';

type Name = keyof Predictors;

/**
 * The calls of a run as calls of a program's predictors: whose instructions a conversation begins with made it. A call
 * that corrects says why the one before was not accepted.
 */
export function tracesOf(program: SavedProgram, records: CallRecord[]): PredictorTrace[] {
  const predictors = createPredictors(program);
  const instructions = new Map(
    (Object.keys(predictors) as Name[]).map((name) => [systemMessage(predictors, name), name]),
  );
  const traces: PredictorTrace[] = [];
  for (const { messages, text } of records) {
    const predictor = instructions.get(messages[0]?.content ?? '');
    if (predictor === undefined) continue;
    const reason = reasonOf(messages);
    const last = traces.findLast((trace) => trace.predictor === predictor);
    if (reason !== null && last !== undefined) last.rejected = reason;
    traces.push({ predictor, inputs: inputsOf(messages), output: text, rejected: null });
  }
  return traces;
}

/** Instructions do not depend on inputs. */
function systemMessage(predictors: Predictors, name: Name): string {
  const render = predictors[name].render as (inputs: Record<string, string>) => ModelMessage[];
  return render({})[0]?.content ?? '';
}

const correction = /^Your answer was not accepted\. The reason:\n(.*)\n\nAnswer again, in full/s;

const reasonOf = (messages: ModelMessage[]): string | null =>
  correction.exec(messages.at(-1)?.content ?? '')?.[1] ?? null;

/** Those behind the stable part of the question; a correction is about the same question. */
function inputsOf(messages: ModelMessage[]): Record<string, string> {
  const asked = messages.findLast(({ role, content }) => role === 'user' && !correction.test(content));
  const text = (asked?.content.slice(asked.stable ?? 0) ?? '').replace(
    /(?:^|\n\n)Respond with the corresponding output fields, [^\n]*$/,
    '',
  );
  const sections = text.split(/(?:^|\n\n)\[\[ ## (\w+) ## \]\]\n/).slice(1);
  return Object.fromEntries(
    sections.flatMap((name, index) => (index % 2 === 0 ? [[name, sections[index + 1] ?? '']] : [])),
  );
}
