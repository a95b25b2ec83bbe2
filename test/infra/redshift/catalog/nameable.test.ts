import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { nameable } from '../../../../infra/redshift/catalog/nameable.ts';

const relation = (schema: string, name: string) => ({ schema, name, comment: null, columns: [] });
const left = (...given: Parameters<typeof nameable>) => {
  const { relations, problems } = nameable(...given);
  return [relations.map(({ schema, name }) => `${schema}.${name}`), problems.map(({ source }) => source)];
};

describe('what a query can name', () => {
  it('is no table that has the name of one of Redshift’s own', () => {
    const relations = [relation('public', 'PG_User'), relation('public', 'users')];
    assert.deepEqual(left(relations, ['pg_user'], []), [['public.users'], ['public.PG_User']]);
  });

  it('is the first of two whose names differ in case only', () => {
    const relations = [relation('public', 'Users'), relation('public', 'users')];
    assert.deepEqual(left(relations, [], []), [['public.Users'], ['public.users']]);
  });

  it('is no table of an external schema, which is named once', () => {
    const relations = [relation('lake', 'a'), relation('lake', 'b'), relation('public', 'c')];
    assert.deepEqual(left(relations, [], ['lake']), [['public.c'], ['lake']]);
  });

  it('is not where a materialized view keeps its rows', () => {
    const relations = [relation('public', 'sums'), relation('public', 'mv_tbl__sums__0')];
    assert.deepEqual(left(relations, [], []), [['public.sums'], []]);
  });

  it('is no name with a backslash', () => {
    assert.deepEqual(left([relation('public', 'a\\b')], [], []), [[], ['public.a\\b']]);
  });
});
