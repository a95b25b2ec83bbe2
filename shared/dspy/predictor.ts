import type { ModelMessage } from '../ports/language-model.ts';
import { UnsupportedError } from '../errors.ts';
import { ParseError, parseSections } from './parse.ts';
import { formatMessages, reminder } from './render.ts';
import { loadSignature, type Field, type SavedPredictor } from './signature.ts';
import { strip } from './text.ts';
import { withoutThoughts } from './thoughts.ts';

/** One kind of call: inputs → messages, completion → outputs. Pure: whoever asks the model keeps the conversation. */
export interface Predictor<I, O> {
  /** System message, demos, the question. No value can open a section: `[[ ##` in it is taken apart. */
  render(inputs: I): ModelMessage[];
  /** @throws ParseError, whose message is the exact reason */
  parse(completion: string): O;
  /** The conversation with one more turn: what was rejected and why. */
  correct(messages: ModelMessage[], rejected: string, reason: string): ModelMessage[];
}

/** @throws Error when the program was saved for another signature; UnsupportedError for outputs that cannot be read */
export function createPredictor<I extends Record<string, string>, O>(
  fields: Field[],
  saved: SavedPredictor,
): Predictor<I, O> {
  const signature = loadSignature(fields, saved.signature);
  const unreadable = signature.outputs.find((field) => field.kind === 'other');
  if (unreadable !== undefined)
    throw new UnsupportedError(
      `the output ${unreadable.name} is a ${unreadable.type}: only str and Literal are`,
    );
  return {
    render: (inputs) => formatMessages(signature, saved.demos, neutralised(inputs)),
    parse: (completion) => parseSections(signature, withoutThoughts(completion)) as O,
    correct: (messages, rejected, reason) => [
      ...messages,
      { role: 'assistant', content: said(rejected) },
      {
        role: 'user',
        content: `Your answer was not accepted. The reason:\n${neutralise(reason)}\n\nAnswer again, in full, with that put right. ${reminder(signature)}`,
      },
    ],
  };
}

/** A value that can no more be taken for a section. */
export const neutralise = (text: string): string => text.replaceAll(/\[\[(?=\s*##)/g, '[ [');

export const neutralised = <I extends Record<string, string>>(inputs: I): I =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, neutralise(value)])) as I;

/** An assistant's turn must not be empty, and thoughts are no part of what was said. */
function said(rejected: string): string {
  try {
    return strip(withoutThoughts(rejected)) || '(nothing)';
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return '(only thoughts)';
  }
}
