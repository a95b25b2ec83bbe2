import { z } from 'zod';
import { progressSchema, statusWordSchema } from '../../shared/run/document.ts';
import { publishedEventSchema } from '../../shared/run/published.ts';
import { statusSchema } from '../../shared/run/run.ts';

/** What the reading side answers with, besides the run document. */
export const runsPageSchema = z.object({
  runs: z.array(
    z.object({
      id: z.string(),
      /** Null while the run is open: its document says more. */
      status: statusSchema.nullable(),
      kind: z.enum(['query', 'program']).nullable(),
      title: z.string().nullable(),
      acceptedAt: z.string(),
      finishedAt: z.string().nullable(),
      href: z.string(),
    }),
  ),
  /** Path of the following page. */
  next: z.string().nullable(),
});
export type RunsPage = z.infer<typeof runsPageSchema>;

export const eventsPageSchema = z.object({
  runId: z.string(),
  status: statusWordSchema,
  /** Published events after `after`, oldest first; gaps in `seq` are claims and other entries that nobody is told of. */
  events: z.array(publishedEventSchema),
  /** What the program says now. Not an event: it has no id and is overwritten. */
  progress: progressSchema.nullable(),
  /** What to pass as `after` next. */
  next: z.int(),
  /** Nothing can follow: the run is closed. */
  closed: z.boolean(),
});
export type EventsPage = z.infer<typeof eventsPageSchema>;

/** Where an artifact is. */
export const downloadSchema = z.object({ url: z.url() });
export type Download = z.infer<typeof downloadSchema>;

export const healthSchema = z.object({ status: z.literal('ok'), instance: z.string() });
export type Health = z.infer<typeof healthSchema>;
