import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { describeHistory } from '../../../../services/planner/model/history.ts';
import type { ModelSees } from '../../../../shared/model/settings.ts';
import type { Result } from '../../../../shared/plan/result.ts';
import { createRunLog } from '../../../../shared/run/log.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import { catalogOfThings } from '../../../fakes/memory-warehouse.ts';
import { programPlan, writePlannedRun } from '../../../fakes/planned-run.ts';

const plan = {
  ...programPlan,
  queries: [{ name: 'data', sql: 'SELECT kind, count(*) AS n FROM things GROUP BY kind' }],
  program: 'import kaiseki\nkaiseki.table("by_kind", frame)\nkaiseki.model("model", best)\n',
};
const file = (name: string, kind: 'model' | 'figure' | 'report') => ({
  name,
  kind,
  mediaType: 'application/octet-stream',
  bytes: 1,
  sha256: '0'.repeat(64),
  title: null,
  key: name,
  version: null,
});
const result: Result = {
  title: 't',
  answer: 'Alice buys most.',
  metrics: [],
  tables: [
    {
      name: 'by_kind',
      columns: [
        { name: 'kind', type: 'VARCHAR' },
        { name: 'Alice', type: 'BIGINT' },
      ],
      rows: [['a', 12345]],
      rowCount: 1,
      artifact: 'by_kind.csv',
    },
    {
      name: 'of_alice',
      columns: [{ name: 'n', type: 'BIGINT' }],
      rows: [[67890]],
      rowCount: 1,
      artifact: 'x',
    },
  ],
  artifacts: [file('model.joblib', 'model'), file('Alice.png', 'figure'), file('report.html', 'report')],
  assumptions: [],
  warnings: [],
  image: null,
};

async function history(sees: ModelSees): Promise<string> {
  const store = createMemoryStore();
  const log = createRunLog(store);
  await writePlannedRun({ store, log }, plan, new Date(0));
  return describeHistory({ store, log }, { runId: 'r1', plan, result }, catalogOfThings, sees);
}

describe('what a model is told of the run that a prompt follows up on', () => {
  it('is its question, SQL, program, and the names that were written before any data was read', async () => {
    assert.equal(
      await history('statistics'),
      [
        'Asked before: How many things are there?',
        'Understood as: How many things there are.',
        'Query data: SELECT kind, count(*) AS n FROM things GROUP BY kind',
        `Program:\n${plan.program}`,
        'Table by_kind: kind, …, 1 rows',
        'Files that a program may read by kaiseki.artifact: model.joblib',
      ].join('\n'),
    );
  });

  it('holds rows and every name only where the model may see results', async () => {
    const told = await history('results');
    assert.match(told, /Table by_kind: kind, Alice, 1 rows\nkind \| Alice\na \| 12345\nTable of_alice/);
    assert.match(told, /kaiseki\.artifact: model\.joblib, Alice\.png$/);
  });

  it('holds no count where the model sees the schema alone', async () => {
    assert.match(await history('schema'), /Table by_kind: kind, …\n/);
  });
});
