import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseSections, ParseError } from '../../../shared/dspy/parse.ts';
import {
  fieldSchema,
  loadSignature,
  savedPredictorSchema,
  type Signature,
} from '../../../shared/dspy/signature.ts';
import { parseJson } from '../../../shared/dspy/values.ts';

const read = (path: string): unknown => parseJson(readFileSync(new URL(path, import.meta.url), 'utf8'));

const values = z.record(z.string(), z.unknown());
const rendered = {
  name: z.string(),
  inputs: values,
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
};

/** How DSPy renders its saved program; `demos` null are those of the program. */
export const programGoldens = z
  .array(z.object({ ...rendered, predictor: z.string(), demos: z.array(values).nullable() }))
  .parse(read('goldens/program.json'));

/** How DSPy renders signatures of values of every kind. */
export const sampleGoldens = z
  .array(
    z.object({
      ...rendered,
      fields: z.array(fieldSchema),
      saved: savedPredictorSchema.shape.signature,
      demos: z.array(values),
    }),
  )
  .parse(read('goldens/renderings.json'));

/** What DSPy makes of a completion; null where it rejects it. */
export const parsingSchema = z.object({
  name: z.string(),
  signature: z.string(),
  completion: z.string(),
  outputs: z.record(z.string(), z.string()).nullable(),
});
export type Parsing = z.infer<typeof parsingSchema>;
export const parsingGoldens = z.array(parsingSchema).parse(read('goldens/parsings.json'));

const program = z
  .record(z.string(), savedPredictorSchema)
  .parse(withoutMetadata(read('../../../shared/dspy/program.json')));
const shapes = z.record(z.string(), z.object({ fields: z.array(fieldSchema) })).parse({
  ...(read('goldens/samples.json') as object),
  ...(read('../../../shared/dspy/signatures.json') as object),
});

/** A signature of the saved program, or a sample as it was declared; with the demos of the program. */
export function signatureOf(name: string): { signature: Signature; demos: Record<string, unknown>[] } {
  const fields = shapes[name]?.fields ?? [];
  const saved = program[name];
  const declared = {
    instructions: '',
    fields: fields.map(({ desc }) => ({ prefix: '', description: desc })),
  };
  return { signature: loadSignature(fields, saved?.signature ?? declared), demos: saved?.demos ?? [] };
}

/** What the runtime makes of a completion, in the form of the goldens. */
export function parseHere({ signature, completion }: Parsing): Parsing['outputs'] {
  try {
    return parseSections(signatureOf(signature).signature, completion);
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

function withoutMetadata(saved: unknown): unknown {
  const { metadata: _, ...predictors } = saved as Record<string, unknown>;
  return predictors;
}
