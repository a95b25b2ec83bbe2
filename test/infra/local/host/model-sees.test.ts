import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'mocha';
import type { ModelSees } from '../../../../shared/model/settings.ts';
import type { RunDocument } from '../../../../shared/run/document.ts';
import { modelServices } from '../../../fakes/model-services.ts';
import { noProbes, planOf, say, sqlFence } from '../../../services/planner/model/harness.ts';
import { markers, writeMarkedInput } from './marked-input.ts';
import { pythonFence, repairOf, startModelHost, type ModelHost } from './model-kit.ts';

const [, , service] = modelServices;
const isBlind = (sees: ModelSees): boolean => sees === 'schema';

/** Looks at rows and groups, and makes the warehouse quote a cell. */
const nosyProbes = say({
  reasoning: 'What does the data look like?',
  probes: [
    sqlFence('rows', 'SELECT name, weight FROM patients ORDER BY weight DESC'),
    sqlFence('cities', 'SELECT city, count(*) AS patients FROM patients GROUP BY city'),
    sqlFence('cast', 'SELECT sum(CAST(name AS INTEGER)) AS total FROM patients'),
  ].join('\n'),
});
const count = (what: string): string => sqlFence('result', `SELECT count(${what}) AS patients FROM patients`);
const failingSql = planOf({
  title: 'Patients',
  understood: 'How many patients there are.',
  queries: count('CAST(name AS INTEGER)'),
  answer: 'There are {{table.result[0].patients|,d}}: {{table.result}}',
});

/** Prints rows, warns of one, and raises an error that quotes another. */
const failing = (column: string): string =>
  pythonFence(
    'import sys, warnings',
    'import kaiseki',
    'data = kaiseki.load("data")',
    'print(data.head(20).to_string())',
    'print(data.tail(20).to_string(), file=sys.stderr)',
    'warnings.warn(f"odd: {data.name[2]} {data.weight[2]}")',
    'def check(row):',
    `    raise ValueError(f"{row.${column}} of {row.name} {row.weight} {row.to_dict()}")`,
    'data.apply(check, axis=1)',
  );
/** Calls table and file by what stands in the data. */
const naming = pythonFence(
  'import kaiseki',
  'data = kaiseki.load("data")',
  'first = data.iloc[0]',
  'wide = data.head(3).set_index("name")[["weight"]].T',
  'kaiseki.table("wide", wide)',
  'kaiseki.table(first["name"].lower(), data[["name", "weight"]].head(3))',
  'kaiseki.answer("Done. {{table.wide}}")',
);
const failingProgram = planOf({
  kind: 'program',
  title: 'Weights',
  understood: 'The weights of the patients.',
  queries: sqlFence('data', 'SELECT name, city, weight FROM patients ORDER BY patient'),
  program: failing('city'),
  answer: '',
});

const minutes = (from: string): string => sqlFence('result', `SELECT sum(p.weight) AS total FROM ${from}`);
const multiplied = planOf({
  title: 'Weight',
  understood: 'All weights together.',
  queries: minutes('patients AS p JOIN visits AS v ON v.patient = p.patient'),
  answer: 'Together {{table.result[0].total|.1f}}.',
});
const plain = planOf({
  title: 'Patients',
  understood: 'How many patients there are.',
  queries: count('*'),
  answer: 'There are {{table.result[0].patients|,d}}.',
});

const [, hiddenName = ''] = markers.hiddenNames;
const probing = (column: string): string =>
  say({ reasoning: 'Which are there?', probes: sqlFence('which', `SELECT ${column} FROM patients`) });
const planAbout = (column: string): string =>
  planOf({
    title: 'Which',
    understood: 'Which there are.',
    queries: sqlFence('result', `SELECT ${column} AS which FROM patients`),
    answer: '{{table.result}}',
  });

for (const sees of ['schema', 'statistics', 'results'] as const) {
  describe(`what a model receives that may see ${sees}`, function () {
    this.timeout(60_000);
    let input: string;
    let host: ModelHost;
    /** Every byte that the server received, run by run. */
    const sent: string[] = [];
    /** The run whose model asks for a hidden column, of which it has heard elsewhere. */
    let aboutHidden = '';

    /** A run by this script, whose every reply is asked for; a model that sees the schema alone makes no probes. */
    const run = async (prompt: string, probes: string, replies: string[], parentRunId?: string) => {
      host.script([...(isBlind(sees) ? [] : [probes]), ...replies]);
      const ended = await host.ask(prompt, parentRunId === undefined ? {} : { parentRunId });
      assert.equal(ended.status, 'succeeded', JSON.stringify(ended.problem));
      assert.equal(host.received.length, replies.length + (isBlind(sees) ? 0 : 1));
      sent.push(JSON.stringify(host.received));
      return ended;
    };

    before(async () => {
      input = await writeMarkedInput();
      host = await startModelHost(service, { sees, inputDirectory: input });
      await run('How many patients came?', nosyProbes, [failingSql, repairOf({ queries: count('*') })]);
      await run('Together, all weights?', noProbes, [
        multiplied,
        repairOf({ queries: minutes('patients AS p') }),
      ]);
      const parent: RunDocument = await run('Show weights.', noProbes, [
        failingProgram,
        repairOf({ program: failing('weight') }),
        repairOf({ program: naming }),
      ]);
      for (const evidence of [parent.attempts[0]?.error, parent.attempts[0]?.stderrTail])
        assert.ok(evidence?.includes(markers.name), evidence ?? '');
      await run('And how many were they?', noProbes, [plain], parent.id);
      await run('What do they have?', probing(hiddenName), [planAbout(hiddenName), plain]);
      aboutHidden = sent.pop() ?? '';
    });
    after(async () => {
      await host.destroy();
      await rm(input, { recursive: true, force: true });
    });

    const arrives = (what: string, marker: string, does: boolean): void => {
      it(`${does ? 'holds' : 'never holds'} ${what}`, () => {
        const everything = sent.join('\n');
        const at = everything.indexOf(marker);
        assert.equal(at >= 0, does, everything.slice(Math.max(at - 300, 0), at + 100));
      });
    };
    arrives('the names of columns', 'weight', true);
    arrives('a cell of a column with many values', markers.name, sees === 'results');
    arrives('such a cell in small letters', markers.name.toLowerCase(), sees === 'results');
    arrives('a number of a row', markers.number, sees === 'results');
    arrives('a number that a check found', markers.found, sees === 'results');
    arrives('the range of a column', markers.smallest, !isBlind(sees));
    arrives('a value of a column with few', markers.city, !isBlind(sees));
    arrives('how many rows there are', markers.rows, !isBlind(sees));
    for (const cell of markers.hiddenCells) arrives('a hidden cell', cell, false);
    it('holds no hidden cell where the model asks for the column: to it there is none', () => {
      assert.match(aboutHidden, new RegExp(`Referenced column \\W+${hiddenName}\\W+ not found`));
      for (const cell of markers.hiddenCells) assert.ok(!aboutHidden.includes(cell), cell);
    });
    for (const name of markers.hiddenNames) arrives('the name of a hidden column', name, false);
  });
}
