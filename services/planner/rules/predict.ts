import type { Intent } from './intent.ts';
import type { Table } from '../../../shared/plan/catalog.ts';
import type { Query } from '../../../shared/plan/plan.ts';
import { columnsOf, tablesOf } from './words/items.ts';
import { predictProgram } from './program-files.ts';
import { identifier } from './sql/sql.ts';

/** The files under which `train` keeps its model, and what it was made with. Earlier versions did not say the latter. */
const modelFile = 'model.joblib';
const aboutFile = 'model.json';

/** Predict with the model of the parent run, for the rows of the table that it was trained on. */
export const predict: Intent = ({ items, language, parent, assumptions }) => {
  if (!items.has('predict') || parent?.plan == null) return null;
  const { plan, result } = parent;
  const target = plan.parameters['target'];
  const files = [modelFile, aboutFile].filter((name) =>
    result.artifacts.some((artifact) => artifact.name === name),
  );
  if (typeof target !== 'string' || !files.includes(modelFile)) return null;
  items.use(...items.words('predict', 'model', 'list', 'and', 'target', 'row'));
  const queries = plan.queries.filter((query) => query.name === 'data');
  for (const item of items.unused()) {
    const isTarget = columnsOf(item).some(({ column }) => column.name === target);
    if (isTarget || tablesOf(item).some((table) => readsFrom(queries, table))) items.use(item);
  }
  if (items.unused().length > 0) return null;
  const title = language === 'ja' ? `${target}の予測` : `Predictions of ${target}`;
  return {
    kind: 'program',
    title,
    language,
    understood:
      language === 'ja'
        ? `親の実行のモデルで${target}を予測します。`
        : `Predict ${target} with the model of the parent run.`,
    queries,
    program: predictProgram(),
    parameters: { language, dataset: 'data', model: modelFile, target },
    parentArtifacts: files,
    fallbacks: [],
    answer: null,
    chart: null,
    assumptions,
  };
};

/** The rows of other tables are not among those that are predicted. */
const readsFrom = (queries: Query[], table: Table): boolean =>
  queries.some(({ sql }) => sql.includes(` FROM ${identifier(table.name)}`));
