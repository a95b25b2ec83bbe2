import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { preparePython } from '../../../../../infra/local/prepare-python.ts';
import { sha256 } from '../../../../../shared/run/keys.ts';
import { startStrictStore, type StrictStore } from './strict-kit.ts';

const program = fileURLToPath(new URL('use_signed.py', import.meta.url));
const executor = fileURLToPath(new URL('../../../../../executor-image', import.meta.url));

describe("the executor's own transfer, with URLs and forms that the S3 store signed", () => {
  let strict: StrictStore;
  let python: ChildProcessWithoutNullStreams;
  let lines: NodeJS.AsyncIterator<string>;
  before(async function () {
    this.timeout(60_000);
    const { interpreter } = await preparePython();
    python = spawn(interpreter, ['-B', program], { env: { PYTHONPATH: executor } });
    lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  });
  after(async () => {
    python.stdin.end();
    await once(python, 'close');
  });
  beforeEach(async () => {
    strict = await startStrictStore();
  });
  afterEach(() => strict[Symbol.asyncDispose]());

  async function ask(request: Record<string, unknown>): Promise<unknown> {
    python.stdin.write(`${JSON.stringify(request)}\n`);
    return JSON.parse(String((await lines.next()).value));
  }
  const get = async (url: string, body: string) =>
    ask({ method: 'GET', url, sha256: sha256(body), bytes: Buffer.byteLength(body) });
  const post = async (name: string, body: string, mediaType = 'text/csv') => {
    const prefix = 'runs/解析/attempts/1/1/';
    const signed = await strict.store.signPost(prefix, { maxBytes: 20, expiresInSeconds: 60 });
    return ask({ method: 'POST', ...signed, prefix, name, body, mediaType });
  };

  it('fetches an object under any name, by version too', async () => {
    const key = "runs/解析/a+b (1)'%20.csv";
    const first = await strict.store.put(key, '数,値');
    await strict.store.put(key, 'later');
    assert.ok(first.written);
    const url = await strict.store.signGet(key, { expiresInSeconds: 60, version: first.version });
    assert.equal(await get(url, '数,値'), '数,値');
  });

  it('is refused a URL that is over, and says so', async () => {
    await strict.store.put('k', 'x');
    const url = await strict.store.signGet('k', { expiresInSeconds: 60 });
    strict.service.clock.ahead = 70;
    assert.equal(await get(url, 'x'), 'input data: status 403');
  });

  it('stores files under any name, with their type', async () => {
    for (const name of ['artifacts/図 1.png', "artifacts/a+b&c='%20.csv", 'result.json']) {
      assert.equal(await post(name, 'content', 'image/png'), 'stored', name);
      const stored = await strict.store.get(`runs/解析/attempts/1/1/${name}`);
      assert.deepEqual(
        [new TextDecoder().decode(stored?.body), stored?.contentType],
        ['content', 'image/png'],
      );
    }
  });

  it('is refused a file that is too large, or outside of its prefix', async () => {
    assert.equal(await post('artifacts/large', 'x'.repeat(21)), 'refused');
    const signed = await strict.store.signPost('mine/', { maxBytes: 20, expiresInSeconds: 60 });
    const outside = {
      method: 'POST',
      ...signed,
      prefix: 'theirs/',
      name: 'x',
      body: 'x',
      mediaType: 'text/csv',
    };
    assert.equal(await ask(outside), 'refused');
    assert.deepEqual(strict.service.store.keys(), []);
  });
});
