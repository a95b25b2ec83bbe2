import type { LookContext, StepOutcome } from '../../../shared/delivery/step.ts';
import { ParseError } from '../../../shared/dspy/parse.ts';
import type { Predictors } from '../../../shared/dspy/predictors.ts';
import type { ModelPorts } from '../../../shared/model/ask.ts';
import { converse } from '../../../shared/model/converse.ts';
import type { ModelSees } from '../../../shared/model/settings.ts';
import type { Catalog } from '../../../shared/plan/catalog.ts';
import type { QueryPorts } from '../../../shared/queries/run-queries.ts';
import { dataVersionOf } from '../../../shared/run/data-version.ts';
import type { Run } from '../../../shared/run/run.ts';
import { readProbes, runProbes } from './probes.ts';
import type { Told } from './told.ts';

const maxTokens = 3_000;

/**
 * A look at the data before the plan: a model asks up to three probes, which are guarded, run, and told to whoever plans.
 * A model that may see no statistics has nothing to probe. One that says nothing usable plans without; one that says
 * nothing at all is `trouble`.
 */
export async function explore(
  ports: ModelPorts & QueryPorts,
  run: Run,
  look: LookContext,
  request: { told: Told; catalog: Catalog; sees: ModelSees; predictors: Predictors },
): Promise<{ outcome: StepOutcome } | { trouble: string } | { found: string }> {
  const { told, catalog, sees } = request;
  if (sees === 'schema') return { found: '' };
  const predictor = request.predictors.explore;
  const { dialect, catalog: tables, notes, question, history } = told;
  const said = await converse(ports, run, look, {
    stage: 'planner',
    purpose: 'explore',
    maxTokens,
    open: () => predictor.render({ dialect, catalog: tables, notes, question, history }),
    correct: predictor.correct,
    judge: async (text) => {
      try {
        return { accepted: predictor.parse(text).probes };
      } catch (error) {
        if (error instanceof ParseError) return { reason: error.message };
        throw error;
      }
    },
  });
  if ('outcome' in said) return said;
  if ('trouble' in said) {
    const outcome = run.calls.findLast(({ purpose }) => purpose.startsWith('explore'))?.outcome;
    return outcome === 'answered' || outcome === 'truncated' ? { found: '' } : said;
  }
  const probes = await readProbes(said.accepted, catalog, sees);
  if (probes.length === 0) return { found: '' };
  return runProbes(ports, run, look, {
    probes,
    dataVersion: dataVersionOf(catalog, run),
    sees,
    catalog: tables,
  });
}
