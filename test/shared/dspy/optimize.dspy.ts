import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { createPredictors, programSchema } from '../../../shared/dspy/predictors.ts';
import { questions, reply, rule } from './optimize/script.ts';
import { startScriptedServer, type ScriptedServer } from './optimize/scripted-server.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Outcome {
  questions: Record<string, number>;
  chosen_before: number;
  chosen_after: number;
  test_before: number;
  test_after: number | null;
  stopped: string;
  spent: { calls: number; cost_usd: number | null };
}

describe('npm run optimize', () => {
  let folder = '';
  let server: ScriptedServer;
  let say = reply;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaiseki-optimize-test-'));
    await writeFile(join(folder, 'questions.jsonl'), questions.map((one) => JSON.stringify(one)).join('\n'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    server = await startScriptedServer((messages) => say(messages));
    say = reply;
  });
  afterEach(() => server.close());

  /** Runs it to its end against the scripted model, with a folder of its own for the result. */
  async function optimize(...args: string[]) {
    const out = await mkdtemp(join(folder, 'out-'));
    const options = { node: process.execPath, end: 'test/shared/dspy/optimize/end.ts', model: server.url };
    const script = join(root, 'shared/dspy/python/optimize.py');
    const given = Object.entries({ ...options, questions: join(folder, 'questions.jsonl'), out });
    const child = spawn(
      join(root, '.venv-dspy/bin/python'),
      [script, ...given.map(([name, value]) => `--${name}=${value}`), ...args],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    const [result] = await readdir(out);
    const read = (name: string) => readFile(join(out, result ?? '', name), 'utf8');
    return { code, said, read, hasResult: result !== undefined };
  }

  it('finds the rule that the model lacks, and says what it cost', async () => {
    const { code, said, read } = await optimize('--calls', '300', '--usd', '4');
    assert.equal(code, 0, said);
    const outcome = JSON.parse(await read('outcome.json')) as Outcome;
    console.log(said.slice(said.lastIndexOf('\nmodel')).replaceAll(folder, '…').replace(/^/gm, '      '));
    assert.deepEqual(
      [outcome.chosen_before, outcome.test_before, outcome.chosen_after, outcome.test_after],
      [0, 0, 1, 1],
    );
    assert.equal(outcome.spent.calls, server.calls());
    assert.ok(Math.abs((outcome.spent.cost_usd ?? 0) - server.calls() / 100) < 1e-9);
    assert.match(await read('prompts.diff'), new RegExp(`^--- plan, today$[^]*^\\+${rule}$`, 'm'));
    const program = programSchema.parse(JSON.parse(await read('program.json')));
    const messages = createPredictors(program).plan.render({
      api: '', dialect: 'duckdb', catalog: '', notes: '', question: '', language: '', history: '', probes: '',
    }); // prettier-ignore
    assert.ok(messages[0]?.content.includes(rule));
  });

  it('keeps the prompts of today when no proposal is better (negative control)', async () => {
    say = (messages) => reply(messages).replace(rule, '- Be brave.');
    const { code, said, read } = await optimize('--calls', '60', '--usd', 'none');
    assert.equal(code, 0, said);
    const outcome = JSON.parse(await read('outcome.json')) as Outcome;
    assert.deepEqual([outcome.chosen_before, outcome.chosen_after, outcome.test_after], [0, 0, null]);
    assert.equal(await read('prompts.diff'), '');
    const today = await readFile(join(root, 'shared/dspy/program.json'), 'utf8');
    assert.equal(await read('program.json'), today);
    assert.match(said, /No better prompt was found/);
  });

  it('never makes more calls than it may, and keeps what it found until then', async () => {
    const { code, said, read } = await optimize('--calls', '30', '--usd', 'none');
    assert.equal(code, 0, said);
    assert.ok(server.calls() <= 30, `${server.calls()} calls`);
    const outcome = JSON.parse(await read('outcome.json')) as Outcome;
    assert.match(outcome.stopped, /calls|no call is left/);
  });

  it('ends with a sentence when the budget does not even last for measuring', async () => {
    const { code, said, hasResult } = await optimize('--calls', '3', '--usd', 'none');
    assert.equal(code, 2);
    assert.ok(server.calls() <= 3);
    assert.match(
      said,
      /The budget does not last for measuring today's prompts \(all 3 calls are made\); 3 calls/,
    );
    assert.equal(hasResult, false);
  });

  it('spends no more than a sum', async () => {
    const { said } = await optimize('--calls', '300', '--usd', '0.1', '--concurrency', '1');
    assert.ok(server.calls() <= 10, `${server.calls()} calls: ${said}`);
  });
});
