import type { Plan } from '../../shared/plan/plan.ts';

/**
 * The plan with its first fallback for that limit applied; null when it has none. A used fallback is gone from the new
 * plan: the same remedy is never tried twice.
 */
export function applyFallback(plan: Plan, on: 'memory' | 'time'): { plan: Plan; note: string } | null {
  const index = plan.fallbacks.findIndex((one) => one.on === on);
  const fallback = plan.fallbacks[index];
  if (fallback === undefined) return null;
  return {
    note: fallback.note,
    plan: {
      ...plan,
      queries: fallback.queries ?? plan.queries,
      program: fallback.program ?? plan.program,
      parameters: { ...plan.parameters, ...fallback.parameters },
      fallbacks: plan.fallbacks.filter((_, i) => i !== index),
    },
  };
}
