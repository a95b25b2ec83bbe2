import { planByRules } from '../../../../services/planner/rules/plan-by-rules.ts';
import type { Catalog } from '../../../../shared/plan/catalog.ts';
import { detectLanguage } from '../../../../shared/plan/language.ts';
import type { Plan } from '../../../../shared/plan/plan.ts';
import { guardSql } from '../../../../shared/sql/guard.ts';
import { guardOptionsOf } from '../../../../shared/sql/options.ts';

type Parent = Parameters<typeof planByRules>[0]['parent'];

/** The plan of a prompt; null when it is clarified. */
export async function planOf(prompt: string, catalog: Catalog, parent: Parent = null): Promise<Plan | null> {
  const made = await planByRules({ prompt, language: detectLanguage(prompt), catalog, parent });
  return 'plan' in made ? made.plan : null;
}

/** The SQL of a question as it runs, 'clarified', or the reason why the guard refuses it. */
export async function sqlOf(prompt: string, catalog: Catalog): Promise<string> {
  const plan = await planOf(prompt, catalog);
  if (plan === null) return 'clarified';
  const verdict = await guardSql(plan.queries[0]?.sql ?? '', guardOptionsOf(catalog));
  return verdict.ok ? verdict.sql : `refused: ${JSON.stringify(verdict)}`;
}
