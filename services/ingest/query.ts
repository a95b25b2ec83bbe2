import type { Context } from 'hono';
import type { z } from 'zod';
import { Refusal } from './problem.ts';

/** @throws Refusal 400 that names the parameter */
export function parseQuery<T>(context: Context, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(context.req.query());
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal(
    'invalid-request',
    `The query parameter ${String(issue?.path[0] ?? '')} is not valid: ${issue?.message ?? ''}.`,
  );
}
