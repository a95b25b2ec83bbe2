import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Cell } from '../../shared/plan/dataset.ts';
import { asBucket, asShare, matches, normalise } from './values.ts';

const same = (cells: Cell[]): void => assert.equal(new Set(cells.map(normalise)).size, 1, String(cells));

describe('the spelling of a value', () => {
  it('is one for numbers in texts, and for booleans', () => {
    same([12.5, '12.5', '12.50']);
    same([true, 1, '1']);
  });

  it('leaves codes and integers that no number holds as they are', () => {
    assert.equal(normalise('007'), '007');
    assert.equal(normalise('12345678901234567'), '12345678901234567');
  });

  it('is one for a day, a month and a quarter', () => {
    same(['2024-03-01', '2024-03-01T00:00:00Z', '2024-03-01 00:00:00', '2024-03']);
    same(['2024-Q2', '2024-04-01T00:00:00.000Z']);
    same(['2024-03-01T12:00:00Z', '2024-03-01 12:00:00']);
  });

  it('keeps moments of a day apart from the day', () => {
    assert.notEqual(normalise('2024-03-01T00:00:01Z'), normalise('2024-03-01'));
  });

  it('is one for a day of the week in both languages', () => {
    same(['Monday', 'Mon', '月曜日', '月']);
  });
});

describe('two numbers', () => {
  it('are the same when whole ones are equal', () => {
    assert.equal(matches(1_000_000, 1_000_000, {}), true);
    assert.equal(matches(1_000_000, 1_000_001, {}), false);
  });

  it('are the same when the answer is the gold rounded to three digits at least', () => {
    assert.equal(matches(16.8332, 16.8, {}), true);
    assert.equal(matches(16.8332, 17, {}), false);
    assert.equal(matches(0.031274, 0.0313, {}), true);
    assert.equal(matches(16.8332, 16.7, {}), false);
  });

  it('are held to the tolerance of the question alone where it has one', () => {
    assert.equal(matches(39.18, 39.2, { tolerance: 0.0001 }), false);
    assert.equal(matches(200, 210, { tolerance: 0.05 }), true);
  });

  it('are not the same as nothing, nor as a text', () => {
    assert.equal(matches(0, null, {}), false);
    assert.equal(matches(1, 'one', {}), false);
    assert.equal(matches(null, null, {}), true);
  });
});

describe('a column of shares or ranges', () => {
  it('is read in hundredths', () => {
    assert.deepEqual([25, '25%', '25 %', null, 'Female'].map(asShare), [0.25, 0.25, 0.25, null, 'Female']);
  });

  it('is read by where its ranges begin', () => {
    assert.deepEqual(['20-29', '20s', '20代', '[20, 30)', 'Female', 20].map(asBucket), [
      20,
      20,
      20,
      20,
      'Female',
      20,
    ]);
  });
});
