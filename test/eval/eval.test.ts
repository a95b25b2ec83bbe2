import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';

const script = fileURLToPath(new URL('eval.ts', import.meta.url));

describe('npm run eval', function () {
  this.timeout(60_000);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaiseki-eval-test-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function evaluate(gold: object, ...args: string[]) {
    const file = join(folder, 'questions.jsonl');
    writeFileSync(
      file,
      JSON.stringify({ id: 'users', question: 'How many users are there?', language: 'en', ...gold }),
    );
    return spawnSync(process.execPath, [script, '--questions', file, ...args], { encoding: 'utf8' });
  }

  it('ends with 0, and writes its figures and its page', () => {
    const [json, html] = [join(folder, 'out.json'), join(folder, 'out.html')];
    const { status, stdout } = evaluate(
      { value: 1000 },
      '--planner',
      'rules',
      '--json',
      json,
      '--html',
      html,
    );
    assert.equal(status, 0);
    assert.match(stdout, /pass@1 100\.0 % \(1 of 1\); confident wrong answers: 0/);
    const written = JSON.parse(readFileSync(json, 'utf8')) as { figures: { all: { right: number } } };
    assert.equal(written.figures.all.right, 1);
    assert.match(readFileSync(html, 'utf8'), /How many users are there\?/);
  });

  it('ends with 1 when the rules are confident and wrong, with 0 when that is allowed', () => {
    assert.equal(evaluate({ value: 1001 }, '--planner', 'rules').status, 1);
    assert.equal(evaluate({ value: 1001 }, '--planner', 'rules', '--wrong-limit', '1').status, 0);
  });

  it('ends with 2 and a sentence when it cannot ask', () => {
    const { status, stderr } = evaluate({});
    assert.equal(status, 2);
    assert.match(stderr, /^questions\.jsonl, line 1: the line: it has no gold[^\n]*\n$/);
  });
});
