import type { StageDefinition } from '../../shared/delivery/step.ts';
import { predictors as usualPredictors, type Predictors } from '../../shared/dspy/predictors.ts';
import { withoutModel, type ModelSettings } from '../../shared/model/settings.ts';
import type { Result } from '../../shared/plan/result.ts';
import type { QueryPorts } from '../../shared/queries/run-queries.ts';
import { resultKey } from '../../shared/run/keys.ts';
import { putRef } from '../../shared/run/refs.ts';
import { rejection } from './checks/rejection.ts';
import { runChecks } from './checks/run-checks.ts';
import { gather } from './gather.ts';
import { publish } from './publish.ts';
import { renderReport } from './report/page.ts';
import { readPictures } from './report/pictures.ts';
import { collect, makeResult } from './result.ts';
import type { WordingPorts } from './wording/ask.ts';
import { chooseWording } from './wording/choose.ts';

export interface ReporterSettings {
  models: Pick<ModelSettings, 'model' | 'sees'>;
  /** The saved program's, unless one is being optimised. */
  predictors?: Predictors;
}

/** Attempt → checks, words, tables, chart, report and the result that names them all; or back to repair. */
export function createReporter(
  ports: QueryPorts & WordingPorts,
  settings: ReporterSettings = { models: withoutModel },
): StageDefinition {
  const { store } = ports;
  const { models, predictors = usualPredictors } = settings;
  return {
    stage: 'reporter',
    async step(run, look) {
      const evidence = await gather(store, run);
      const checked = await runChecks(ports, evidence, look);
      if ('outcome' in checked) return checked.outcome;
      const found = checked.warnings;
      const reason = rejection(run, found, models);
      if (reason !== null) return { commit: { type: 'answer.rejected', reason } };
      const collected = await collect(store, evidence);
      const situation = { evidence, scope: collected.scope, found };
      const wording = await chooseWording(ports, run, look, situation, { ...models, predictors });
      if ('outcome' in wording) return wording.outcome;
      const { result, contents } = await makeResult(store, evidence, collected, { ...wording, found });
      const pictures = await readPictures(store, result.artifacts);
      const report = await publish(store, run, {
        name: 'report.html',
        kind: 'report',
        mediaType: 'text/html; charset=utf-8',
        body: renderReport(evidence, result, { ...contents, pictures }),
      });
      const withReport: Result = { ...result, artifacts: [...result.artifacts, report] };
      return {
        commit: {
          type: 'run.succeeded',
          result: await putRef(store, resultKey(run.id, run.attempt), withReport),
        },
      };
    },
  };
}
