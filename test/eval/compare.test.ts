import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { difference } from './compare.ts';

const gold = [
  ['view', 20],
  ['click', 10],
];

describe('an answer is the gold', () => {
  it('whatever the order of its rows and columns', () => {
    const answer = [
      [10, 'click'],
      [20, 'view'],
    ];
    assert.equal(difference(gold, answer, {}), null);
  });

  it('with columns besides', () => {
    const answer = [
      ['view', 20, 66.7],
      ['click', 10, 33.3],
    ];
    assert.equal(difference(gold, answer, {}), null);
  });

  it('when both are empty', () => {
    assert.equal(difference([], [], {}), null);
  });

  it('when one of two equal columns stands for each of two equal golds', () => {
    assert.equal(difference([[1, 1]], [[1, 1]], {}), null);
    assert.match(String(difference([[1, 1]], [[1, 2]], {})), /do not go together/);
  });

  it('in per cent where the question allows it, whole columns at a time', () => {
    const shares = [[0.25], [0.75]];
    assert.equal(difference(shares, [[25], [75]], { percent: true }), null);
    assert.match(String(difference(shares, [[25], [75]], {})), /no column/);
    assert.match(String(difference(shares, [[0.25], [75]], { percent: true })), /no column/);
  });

  it('by the beginnings of ranges where the question allows it', () => {
    const answer = [
      ['20-29', 7],
      ['30-39', 5],
    ];
    const decades = [
      [30, 5],
      [20, 7],
    ];
    assert.equal(difference(decades, answer, { buckets: true }), null);
    assert.match(String(difference(decades, answer, {})), /no column/);
  });
});

describe('an answer is not the gold (negative controls)', () => {
  it('when a value differs', () => {
    const answer = [
      ['view', 20],
      ['click', 11],
    ];
    assert.match(
      String(difference(gold, answer, {})),
      /no column of it has the values of the gold's column 2/,
    );
  });

  it('when its values are right and their rows are not', () => {
    const answer = [
      ['view', 10],
      ['click', 20],
    ];
    assert.match(String(difference(gold, answer, {})), /do not go together/);
  });

  it('when it has a row too many, too few, or twice', () => {
    assert.match(String(difference(gold, [...gold, ['all', 30]], {})), /3 rows, and 2 are right/);
    assert.match(String(difference(gold, gold.slice(1), {})), /1 rows, and 2 are right/);
    assert.match(String(difference(gold, [['view', 20], ['view', 20]], {})), /no column/); // prettier-ignore
  });

  it('when it has no rows, and rows are right', () => {
    assert.match(String(difference(gold, [], {})), /0 rows/);
  });

  it('when the order matters and is another', () => {
    assert.equal(difference(gold, gold, { ordered: true }), null);
    assert.match(String(difference(gold, gold.toReversed(), { ordered: true })), /do not go together/);
  });

  it('when it is a part of the gold, unless parts are allowed', () => {
    assert.equal(difference(gold, [['click', 10]], { subset: true }), null);
    assert.match(String(difference(gold, [['click', 20]], { subset: true })), /do not go together/);
  });
});
