import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  clientToken,
  namesOf,
  runOfStatement,
  statementName,
} from '../../../../../infra/aws/runtime/warehouse/names.ts';
import { unloadSql } from '../../../../../infra/aws/runtime/warehouse/unload.ts';
import { queryToken } from '../../../../../shared/run/keys.ts';

const token = queryToken('run1', 'executor-dispatch', 1, 'f'.repeat(32), 2);

describe('names of statements', () => {
  it('say whose they are, and are found by their token', () => {
    const name = statementName(token, 'unload');
    assert.equal(runOfStatement(name), 'run1');
    assert.ok(name.startsWith(namesOf(token)));
    assert.ok(!statementName(`${token}0`, 'unload').startsWith(namesOf(token)));
  });

  it('of others are nobody’s', () => {
    assert.equal(runOfStatement('nightly-load'), null);
  });

  it('have a ClientToken of 64 characters for each step', () => {
    assert.match(clientToken(token, 'result'), /^[0-9a-f]{64}$/);
    assert.notEqual(clientToken(token, 'result'), clientToken(token, 'unload'));
  });
});

describe('UNLOAD', () => {
  it('doubles quotation marks', () => {
    assert.equal(
      unloadSql("SELECT a FROM t WHERE b = 'it''s'", 'runs/r/d/', { bucket: 'b', role: 'arn:role' }),
      "UNLOAD ('SELECT a FROM t WHERE b = ''it''''s''') TO 's3://b/runs/r/d/unload/' IAM_ROLE 'arn:role' FORMAT AS PARQUET PARALLEL OFF MAXFILESIZE 4 GB MANIFEST VERBOSE",
    );
  });
});
