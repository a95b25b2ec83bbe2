import { z } from 'zod';
import { ingestEmits, publicEvents, sweepEmits, topology } from '../../topology.ts';
import { publishedEventSchema, summarySchema } from '../published.ts';

/** Published once the run has its terminal status, so with a summary. */
const terminal = new Set([
  'run.succeeded',
  'run.clarified',
  'run.failed',
  'run.cancelled',
  'run.released',
  'run.completed',
]);

const types = [
  ...new Set([
    ...Object.values(topology).flatMap(({ emits }) => emits),
    ...ingestEmits,
    ...sweepEmits,
    ...publicEvents,
  ]),
].toSorted();

/**
 * JSON Schemas of every published event, by file name: `run.completed.v1.json`. Who subscribes can rely on `run.completed`;
 * the others are there for whoever watches the bus. Within a version fields may be added, so that schemas take fields that
 * they do not know; one that goes or changes its meaning makes the next version.
 */
export const deriveSchemas = (): Map<string, string> =>
  new Map(types.map((type) => [`${type}.v1.json`, `${JSON.stringify(toJsonSchema(type), null, 2)}\n`]));

function toJsonSchema(type: string): object {
  const event = publishedEventSchema.extend({
    type: z.literal(type),
    summary: terminal.has(type) ? summarySchema : z.null(),
  });
  const { $schema, ...schema } = z.toJSONSchema(event, {
    override: ({ jsonSchema }) => void delete jsonSchema.additionalProperties,
  });
  return { $schema, $id: `urn:kaiseki:event:${type}:1`, title: `${type}, version 1`, ...schema };
}
