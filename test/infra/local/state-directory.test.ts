import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { openDatabase } from '../../../infra/local/database.ts';
import { announceHost, discoverHost } from '../../../infra/local/discovery.ts';
import { startHost } from '../../../infra/local/host.ts';
import { listen } from '../../../infra/local/server.ts';
import { takeStateDirectory } from '../../../infra/local/state-directory.ts';
import { webhookSecret } from '../../../infra/local/webhook-secret.ts';
import { InvalidInputError, RetryableError } from '../../../shared/errors.ts';
import { sampleInput } from './host/kit.ts';

describe('what a host needs for itself', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaiseki-state-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is a state folder of its own: a second host is refused until the first lets go', async () => {
    const first = await takeStateDirectory(folder);
    await assert.rejects(takeStateDirectory(folder), (error: Error) => {
      assert.ok(error instanceof InvalidInputError);
      assert.match(error.message, /Another Kaiseki host uses the state folder .* --state DIR/);
      return true;
    });
    first.release();
    (await takeStateDirectory(folder)).release();
  });

  it('is a folder that can be written', async () => {
    await writeFile(join(folder, 'file'), '');
    await assert.rejects(
      takeStateDirectory(join(folder, 'file', 'state')),
      /cannot be written \(ENOTDIR\).*--state DIR/,
    );
  });

  it('is a webhook secret that stays, and is made anew where a full disk left an empty file', async () => {
    await writeFile(join(folder, 'webhook-secret'), '');
    const secret = await webhookSecret(folder);
    assert.match(secret, /^whsec_.{40}/);
    assert.equal(await webhookSecret(folder), secret);
    assert.deepEqual(await readdir(folder), ['webhook-secret']);
  });

  it('is given back when the start fails', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const options = {
      stateDirectory: join(folder, 'state'),
      inputDirectory: sampleInput,
      preparePython: () => Promise.reject(new Error('not needed')),
    };
    await assert.rejects(startHost({ ...options, port }), /is taken/);
    other.close();
    await (await startHost({ ...options, port: 0 })).close();
  });

  it('is a port that is free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await assert.rejects(
      listen(
        port,
        () => new Response(),
        async () => false,
      ),
      new RegExp(`Port ${port} is taken: choose another with --port N`),
    );
    other.close();
  });

  it('is a disk with room: what does not fit is refused, and what was kept stays', async () => {
    const database = openDatabase(join(folder, 'small.db'), 'create table if not exists t (body text)');
    const insert = database.prepare('insert into t values (?)');
    const count = database.prepare('select count(*) as n from t');
    await database.write(() => insert.run('kept'));
    database.prepare('pragma max_page_count = 4').get();
    await assert.rejects(
      database.write(() => insert.run('x'.repeat(100_000))),
      (error: Error) => error instanceof RetryableError || /full/.test(error.message),
    );
    assert.deepEqual({ ...count.get() }, { n: 1 });
    await database.close();
  });

  it('is found by its own answer only: a stale host.json leads nowhere', async () => {
    const server = await listen(
      0,
      () => Response.json({ instance: 'me' }),
      async () => false,
    );
    const announce = (token: string) =>
      announceHost(folder, { url: server.url, pid: 1, inputDirectory: 'input', programs: 'jail', token });
    assert.equal(await discoverHost(folder), null);
    await announce('somebody else');
    assert.equal(await discoverHost(folder), null);
    await announce('me');
    assert.equal((await discoverHost(folder))?.url, server.url);
    await server.close();
    assert.equal(await discoverHost(folder), null);
  });
});
