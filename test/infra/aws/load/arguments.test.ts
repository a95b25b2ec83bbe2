import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readArguments, usage } from '../../../../infra/aws/load/arguments.ts';
import { InvalidInputError } from '../../../../shared/errors.ts';
import { target } from './kit.ts';

const outputs = JSON.stringify({ url: 'https://example.com', load: target });
const read = (args: string[], text = outputs) => readArguments(args, async () => text);

describe('the arguments of loading', () => {
  it('are what the stack says', async () => {
    assert.deepEqual(await read(['--stack-outputs', 'outputs.json']), {
      input: 'input',
      force: false,
      target,
    });
  });

  it('may say something else than the stack', async () => {
    const found = await read(['--stack-outputs', '-', '--schema', 'sales', '--input', 'tables', '--force']);
    assert.deepEqual(found, { input: 'tables', force: true, target: { ...target, schema: 'sales' } });
  });

  it('may name a cluster instead of the stack’s workgroup', async () => {
    const found = await read(['--stack-outputs', '-', '--cluster', 'big']);
    assert.deepEqual(found, {
      input: 'input',
      force: false,
      target: { ...target, workgroup: null, cluster: 'big' },
    });
  });

  it('are complete without a stack', async () => {
    const found = await read(
      '--region us-east-1 --bucket b --workgroup w --database d --schema s --load-role arn:r'.split(' '),
    );
    assert.ok(typeof found !== 'string');
    assert.deepEqual(found.target, {
      region: 'us-east-1',
      bucket: 'b',
      workgroup: 'w',
      cluster: null,
      database: 'd',
      schema: 's',
      secret: null,
      role: 'arn:r',
      reader: null,
    });
  });

  it('are refused with everything that is missing', async () => {
    await assert.rejects(
      read(['--bucket', 'b']),
      /--region is missing; --database is missing; --schema is missing; --load-role is missing/,
    );
  });

  it('are refused with a workgroup and a cluster', async () => {
    const args = ['--stack-outputs', '-', '--workgroup', 'w', '--cluster', 'c'];
    await assert.rejects(read(args), /one of --workgroup and --cluster is needed, not both/);
  });

  it('are refused when the outputs are not those of this program', async () => {
    await assert.rejects(read(['--stack-outputs', 'x.json'], '{}'), /x\.json has no output `load`/);
    await assert.rejects(read(['--stack-outputs', '-'], 'no'), /standard input is no JSON/);
  });

  it('are refused when a flag is not known', async () => {
    await assert.rejects(read(['--buckets', 'b']), InvalidInputError);
  });

  it('explain themselves', async () => {
    assert.equal(await read(['--help']), usage);
  });
});
