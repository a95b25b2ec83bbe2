import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { templateProblem } from '../../../shared/answer/check.ts';
import { readFences, unfence } from '../../../shared/dspy/fences.ts';
import saved from '../../../shared/dspy/program.json' with { type: 'json' };
import { languageSchema, nameSchema } from '../../../shared/plan/plan.ts';
import { checkProgram } from '../../../shared/python/check.ts';
import { guardSql } from '../../../shared/sql/guard.ts';

const tables = ['orders', 'customers', 'payments', 'stores', 'monthly'];

interface Demo {
  question: string;
  language?: string;
  kind?: string;
  title?: string;
  queries?: string;
  probes?: string;
  program?: string;
  answer?: string;
}

const demos: { of: string; demo: Demo }[] = [
  ...saved.explore.demos.map((demo) => ({ of: 'explore', demo })),
  ...saved.plan.demos.map((demo) => ({ of: 'plan', demo })),
  ...saved.repair.demos.map((demo) => ({ of: 'repair', demo })),
];
const queriesOf = ({ queries = '', probes = '' }: Demo) =>
  readFences(queries + probes).map(({ name, text }) => ({ name, sql: text }));

describe('the demos of the saved program', () => {
  it('show catalogs of nobody, so that they are told from the question', () => {
    assert.ok(demos.length >= 5);
    for (const { demo } of demos) assert.ok(!('catalog' in demo) && !('api' in demo));
  });

  for (const { of, demo } of demos) {
    it(`${of}: ${demo.question} — its SQL passes the guard in both dialects`, async () => {
      for (const { name, sql } of queriesOf(demo)) {
        assert.ok(nameSchema.safeParse(name).success, name);
        for (const dialect of ['duckdb', 'redshift'] as const) {
          const verdict = await guardSql(sql, { dialect, tables });
          assert.ok(verdict.ok, `${dialect}, ${name}: ${verdict.ok ? '' : verdict.reason}`);
        }
      }
    });
  }

  for (const { demo } of demos.filter(({ of, demo: { kind } }) => of === 'plan' && kind === 'query')) {
    it(`plan: ${demo.question} — no number of its answer is typed by hand`, () => {
      const { question: prompt, answer = '', title = '' } = demo;
      const language = languageSchema.parse(demo.language);
      const plan = { title, queries: queriesOf(demo), parameters: {}, language };
      assert.equal(templateProblem(answer, { prompt, plan }), null);
      assert.notEqual(templateProblem(`${answer} 4711`, { prompt, plan }), null);
    });
  }

  for (const { question: prompt, answer, language } of saved.answer.demos) {
    it(`answer: ${prompt} — every number is a placeholder`, () => {
      const queries = ['monthly', 'change'].map((name) => ({ name, sql: '' }));
      const plan = { title: '', queries, parameters: {}, language: languageSchema.parse(language) };
      assert.equal(templateProblem(answer, { prompt, plan }), null);
      assert.notEqual(templateProblem(`${answer} 4711`, { prompt, plan }), null);
    });
  }

  for (const { demo } of demos.filter(({ demo: { kind } }) => kind === 'program')) {
    it(`plan: ${demo.question} — its program would run`, async () => {
      const datasets = queriesOf(demo).map(({ name }) => name);
      assert.equal(await checkProgram(unfence(demo.program ?? ''), { datasets }), null);
    });
  }
});
