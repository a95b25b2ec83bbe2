import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { before, describe, it } from 'mocha';
import { preparePython } from '../../infra/local/prepare-python.ts';
import { manifestBytes } from '../../services/executor-dispatch/collect.ts';
import { manifestSchema, type Manifest } from '../../shared/plan/manifest.ts';

const program = fileURLToPath(new URL('../executor-image/executor/manifest_at_bounds.py', import.meta.url));

/**
 * The executor writes manifests in Python, the services read them by a schema: a program whose output is too long for
 * either must lose its end, never its whole result.
 */
describe('manifests', () => {
  let bodies: string[];

  before(async function () {
    this.timeout(60_000);
    const { interpreter } = await preparePython();
    const { stdout } = await promisify(execFile)(interpreter, ['-B', program], { maxBuffer: 2 ** 28 });
    bodies = stdout.trimEnd().split('\n');
    assert.equal(bodies.length, 5);
  });

  it('fit the schema and its size when everything in them is as long as the executor lets it be', () => {
    for (const body of bodies) {
      assert.ok(Buffer.byteLength(body) <= manifestBytes);
      const { error } = manifestSchema.safeParse(JSON.parse(body));
      assert.equal(error, undefined);
    }
  });

  it('say what was cut of them', () => {
    const manifest = manifestSchema.parse(JSON.parse(bodies[1] ?? ''));
    for (const words of ['its name was cut', 'its path is longer', 'at most 1000 files'])
      assert.ok(
        manifest.cut.some((line) => line.includes(words)),
        `${words}: ${manifest.cut.join('; ')}`,
      );
  });

  it('are refused when they say more: the bounds above are real ones', () => {
    const manifest = JSON.parse(bodies[1] ?? '') as Manifest;
    const larger: Partial<Manifest>[] = [
      { stdout: { head: 'x'.repeat(2 ** 20 + 1), tail: '', bytes: 1 } },
      { answer: 'x'.repeat(100_001) },
      { metrics: [{ name: 'x'.repeat(301), value: 1, baseline: null }] },
      { artifacts: manifest.artifacts.map((one) => ({ ...one, name: 'x'.repeat(301) })) },
    ];
    for (const change of larger)
      assert.equal(manifestSchema.safeParse({ ...manifest, ...change }).success, false);
  });
});
