import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseQuestions } from './question.ts';

const line = (fields: object): string =>
  JSON.stringify({ id: 'a', question: 'How many?', language: 'en', ...fields });
const refusal = (text: string, message: RegExp): void =>
  assert.throws(() => parseQuestions(text, 'q.jsonl'), message);

describe('a file of questions', () => {
  it('is read line by line, empty ones left out', () => {
    const text = `${line({ value: 3 })}\n\n${line({ id: 'b', clarify: true })}\n`;
    assert.deepEqual(
      parseQuestions(text, 'q.jsonl').map(({ id, tags }) => [id, tags]),
      [
        ['a', []],
        ['b', []],
      ],
    );
  });

  it('names the line that is no JSON', () => {
    refusal(`${line({ value: 3 })}\n{"id":`, /q\.jsonl, line 2: it is not JSON/);
  });

  it('names the field that is wrong or unknown', () => {
    refusal(line({ value: 3, language: 'fr' }), /line 1: language: /);
    refusal(line({ value: 3, gold: 4 }), /line 1: .*"gold"/);
  });

  it('refuses a question without a gold, and one with two', () => {
    refusal(line({}), /it has no gold/);
    refusal(line({ value: 3, sql: 'select 3' }), /only one of sql, value and rows/);
  });

  it('refuses what goes with something that is not there', () => {
    refusal(line({ value: 3, alsoRight: ['select 4'] }), /alsoRight goes with sql/);
    refusal(line({ value: 3, ties: 2 }), /ties goes with/);
    refusal(line({ value: 3, metric: { name: 'r2', min: 0, max: 1 } }), /metric goes with kind program/);
  });

  it('refuses an id that comes twice, and a follow-up of what does not come before', () => {
    refusal(`${line({ value: 3 })}\n${line({ value: 4 })}`, /line 2: there is another question a/);
    refusal(line({ clarify: true, after: 'b' }), /comes after b, which no line above has/);
  });
});
