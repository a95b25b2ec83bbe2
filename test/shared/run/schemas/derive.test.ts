import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { toPublished } from '../../../../shared/run/publish.ts';
import { deriveSchemas } from '../../../../shared/run/schemas/derive.ts';
import { failed, planned, runAfter } from '../../../fakes/run-events.ts';

const folder = new URL('../../../../shared/run/schemas/', import.meta.url);
const at = '2026-01-02T03:04:05.678Z';

const validatorOf = async (type: string) =>
  z.fromJSONSchema(
    JSON.parse(await readFile(new URL(`${type}.v1.json`, folder), 'utf8')) as z.core.JSONSchema.JSONSchema,
  );

describe('the JSON Schemas of published events', () => {
  it('are those that the code derives: node shared/run/schemas/write.ts writes them', async () => {
    const derived = deriveSchemas();
    const written = (await readdir(folder)).filter((file) => file.endsWith('.json'));
    assert.deepEqual(written.toSorted(), [...derived.keys()].toSorted());
    for (const [file, text] of derived)
      assert.equal(await readFile(new URL(file, folder), 'utf8'), text, file);
  });

  it('take the completion event as it is published', async () => {
    const event = toPublished(runAfter(planned, failed), 'run.completed', at);
    assert.deepEqual((await validatorOf('run.completed')).parse(event), event);
  });

  it('take an event on the way, which has no summary', async () => {
    const event = toPublished(runAfter(planned), 'run.planned', at);
    assert.deepEqual((await validatorOf('run.planned')).parse(event), event);
  });

  it('take a field that a later release has added', async () => {
    const event = { ...toPublished(runAfter(planned), 'run.planned', at), later: 1 };
    assert.ok((await validatorOf('run.planned')).safeParse(event).success);
  });

  for (const [what, change] of [
    ['of another type', { type: 'run.planned' }],
    ['of another version', { version: 2 }],
    ['without a summary', { summary: null }],
    ['without an id', { id: undefined }],
    ['with a sequence number that is none', { seq: 1.5 }],
  ] as const)
    it(`refuse a completion event ${what}`, async () => {
      const event = toPublished(runAfter(planned, failed), 'run.completed', at);
      assert.ok(!(await validatorOf('run.completed')).safeParse({ ...event, ...change }).success);
    });
});
