import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { catalogTokens } from '../../../../shared/catalog/describe.ts';
import { readQuestions, recallOf, retrieve, tellAlphabetically, tellRelevant } from './retrieval.ts';
import { makeWarehouse } from './warehouse.ts';

describe('retrieval from 900 tables', function () {
  this.timeout(60_000);
  const warehouse = makeWarehouse(900);
  const questions = readQuestions();

  for (const language of ['en', 'ja'] as const)
    it(`finds 98 % of the tables and columns that questions need, within the budget: ${language}`, () => {
      const asked = questions.filter((one) => one.language === language);
      const told = retrieve(asked, (question) => tellRelevant(warehouse, question, catalogTokens));
      const { tables, columns } = recallOf(told);
      assert.ok(tables >= 0.98 && columns >= 0.98, JSON.stringify({ tables, columns }));
      assert.deepEqual(
        told.filter(({ tokens }) => tokens > catalogTokens),
        [],
      );
    });

  it('is no matter of chance: the first tables of the alphabet are seldom those that are needed', () => {
    const first = tellAlphabetically(warehouse, catalogTokens);
    assert.ok(recallOf(retrieve(questions, () => first)).tables < 0.3);
  });

  it('is asked for tables and columns that there are, by questions that do not name all of them', () => {
    assert.equal(warehouse.tables.length, 900);
    const names = new Map(
      warehouse.tables.map(({ name, columns }) => [name, columns.map((one) => one.name)]),
    );
    for (const { question, needed } of questions) {
      for (const { table, column } of needed)
        assert.ok(names.get(table)?.includes(column), `${table}.${column}`);
      const quotesAll = needed.every(({ table }) => question.toLowerCase().includes(table.toLowerCase()));
      assert.ok(!quotesAll, question);
    }
  });
});
