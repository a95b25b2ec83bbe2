import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { difference } from './compare.ts';
import { goldOf, openGoldTables, type GoldTables } from './gold.ts';
import { inputFolder, sampleInput } from './inputs.ts';
import { questionSchema, readQuestions, type Question } from './question.ts';

const setsOf = { sample: 152, shop: 108, traps: 143 };
const read = (set: string): Promise<Question[]> =>
  readQuestions(fileURLToPath(new URL(`questions/${set}.jsonl`, import.meta.url)));

describe('gold answers', function () {
  this.timeout(60_000);
  let scratch = '';
  const tables: Record<string, GoldTables> = {};
  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'kaiseki-gold-'));
    tables['sample'] = await openGoldTables(sampleInput, join(scratch, 'a'));
    tables['shop'] = await openGoldTables(await inputFolder('shop', scratch), join(scratch, 'b'));
  });
  after(async () => {
    for (const opened of Object.values(tables)) opened.close();
    await rm(scratch, { recursive: true, force: true });
  });
  const of = (question: Question): GoldTables => tables[question.input ?? 'sample'] as GoldTables;

  for (const [set, count] of Object.entries(setsOf)) {
    it(`of ${set} pass the guard, run, and are themselves right answers`, async () => {
      const questions = await read(set);
      assert.equal(questions.length, count);
      for (const question of questions) {
        const { tolerance, ordered, percent, buckets } = question;
        for (const gold of await goldOf(of(question), question)) {
          assert.ok(gold.length > 0, `${question.id}: a gold without rows proves nothing`);
          assert.equal(difference(gold, gold, { tolerance, ordered, percent, buckets }), null, question.id);
        }
      }
    });
  }

  it('are asked for in both languages, of every kind', async () => {
    const questions = (await Promise.all(Object.keys(setsOf).map(read))).flat();
    const count = (test: (one: Question) => boolean): number => questions.filter(test).length;
    assert.ok(count((one) => one.language === 'ja') >= 100);
    assert.ok(count((one) => one.input === 'shop') >= 60);
    assert.ok(count((one) => one.clarify === true && one.sql === undefined) >= 40);
    assert.equal(new Set(questions.map(({ id }) => id)).size, questions.length);
  });

  it('of ties are more than was asked for', async () => {
    const questions = (await Promise.all(Object.keys(setsOf).map(read))).flat();
    for (const question of questions.filter(({ ties, clarify }) => ties !== undefined && clarify !== true)) {
      const [gold = []] = await goldOf(of(question), question);
      assert.ok(gold.length > (question.ties ?? 0), question.id);
    }
  });

  it('that the guard refuses, or that cannot run, name their question (negative control)', async () => {
    const refused = (sql: string) => goldOf(of(ask), { ...ask, sql });
    const ask = questionSchema.parse({ id: 'q', question: '?', language: 'en', sql: 'select 1' });
    await assert.rejects(refused("select * from read_csv('x')"), /The gold of q: the guard refuses it/);
    await assert.rejects(refused('select nothing from users'), /The gold of q: DuckDB cannot run it/);
  });
});
