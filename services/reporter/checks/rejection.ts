import type { ModelSettings } from '../../../shared/model/settings.ts';
import type { Warning } from '../../../shared/plan/manifest.ts';
import type { Run } from '../../../shared/run/run.ts';

/**
 * Why an attempt goes back to repair: a number that it shows is wrong, a model may mend it, and none was sent back
 * before. What comes back as it was is answered, with the warning beside it. Null: it is answered now.
 */
export function rejection(
  run: Run,
  warnings: Warning[],
  { model }: Pick<ModelSettings, 'model'>,
): string | null {
  const serious = warnings.filter(({ severity }) => severity === 'serious');
  if (serious.length === 0 || model === null) return null;
  if (run.attempts.length >= run.limits.attempts) return null;
  if (run.attempts.some(({ outcome }) => outcome === 'rejected')) return null;
  return serious.map(({ check, text }) => `${check}: ${text}`).join('\n');
}
