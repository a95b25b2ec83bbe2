import { z } from 'zod';
import { cleanDoc } from './docstring.ts';

/**
 * A signature says what goes into a prompt and what comes out. It is declared in Python (`python/signatures.py`). DSPy
 * saves of it what optimising changes, instructions, descriptions and demos, by position; the sidecar `signatures.json`
 * holds the rest: names, types and notes, as DSPy writes them.
 */
export const fieldSchema = z.strictObject({
  name: z.string(),
  role: z.enum(['input', 'output']),
  /** How a value is read and written; `other` can only be written. */
  kind: z.enum(['str', 'literal', 'other']),
  /** As Python names it. */
  type: z.string(),
  desc: z.string(),
  /** What follows the placeholder of an output. */
  note: z.string(),
  constraints: z.string().optional(),
  /** What a literal may be. */
  values: z.array(z.string()).optional(),
  /** An input that is the same from call to call. */
  stable: z.boolean().optional(),
});
export type Field = z.infer<typeof fieldSchema>;

/** One entry of the sidecar. */
export const sidecarSchema = z.strictObject({ fields: z.array(fieldSchema) });

/** What DSPy saves of one predictor, as far as it is used here. */
export const savedPredictorSchema = z.object({
  demos: z.array(z.record(z.string(), z.unknown())),
  signature: z.object({
    instructions: z.string(),
    fields: z.array(z.object({ prefix: z.string(), description: z.string() })),
  }),
});
export type SavedPredictor = z.infer<typeof savedPredictorSchema>;

/** An example of the task: values by field; fields may be missing or null. */
export type Demo = Record<string, unknown>;

export interface Signature {
  instructions: string;
  inputs: Field[];
  outputs: Field[];
}

/** The signature as the saved predictor has it. @throws Error when it was saved for another signature */
export function loadSignature(fields: Field[], saved: SavedPredictor['signature']): Signature {
  if (saved.fields.length !== fields.length)
    throw new Error(
      `the saved program has ${saved.fields.length} fields where the signature has ${fields.length}`,
    );
  const loaded = fields.map((field, index) => ({
    ...field,
    desc: saved.fields[index]?.description ?? field.desc,
  }));
  return {
    instructions: cleanDoc(saved.instructions),
    inputs: loaded.filter((field) => field.role === 'input'),
    outputs: loaded.filter((field) => field.role === 'output'),
  };
}
