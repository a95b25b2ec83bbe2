import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { readArguments } from '../../../infra/cli/arguments.ts';
import { pathInside, saveResults } from '../../../infra/cli/results.ts';
import { harmless } from '../../../infra/cli/terminal.ts';
import type { Client } from '../../../infra/client/client.ts';
import type { RunDocument } from '../../../shared/run/document.ts';
import { sha256 } from '../../../shared/run/keys.ts';

describe('the arguments of ask', () => {
  it('are a prompt and options', () => {
    assert.deepEqual(readArguments(['--json', '--parent', 'r1', 'How many?']), {
      prompt: 'How many?',
      input: null,
      state: '.kaiseki',
      results: 'results',
      parent: 'r1',
      programs: null,
      models: { model: null, planner: null, sees: null },
      timeout: null,
      json: true,
    });
  });
  for (const [args, reason] of [
    [[], /What is the question/],
    [['How', 'many?'], /quotation marks/],
    [['--nothing', 'x'], /nothing/],
    [['--timeout', 'soon', 'x'], /whole seconds/],
  ] as const) {
    it(`say what is wrong with ${JSON.stringify(args)}`, () => {
      const read = readArguments([...args]);
      assert.ok('help' in read && read.wrong);
      assert.match(read.help, reason);
    });
  }
});

describe('text for a terminal', () => {
  it('holds nothing that a terminal obeys', () => {
    assert.equal(
      harmless('a\u001b[31mred\u001b[0m\u0007 \u009b2Jb\u202etxt\nnext\tcell'),
      'ared 2Jbtxt\nnext\tcell',
    );
  });
});

describe('saved results', () => {
  const run = (name: string, hash: string) =>
    ({
      id: 'r1',
      artifacts: [{ name, kind: 'file', mediaType: 'text/plain', bytes: 1, sha256: hash, href: '/x' }],
    }) as unknown as RunDocument;
  const client = { download: async () => new TextEncoder().encode('body') } as unknown as Client;

  it('are checked against their hashes and kept with the run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kaiseki-results-'));
    try {
      const saved = await saveResults(client, run('sub/a.txt', sha256('body')), folder);
      assert.equal(await readFile(join(saved.folder, 'sub', 'a.txt'), 'utf8'), 'body');
      assert.equal(
        (JSON.parse(await readFile(join(saved.folder, 'run.json'), 'utf8')) as RunDocument).id,
        'r1',
      );
      await assert.rejects(saveResults(client, run('a.txt', sha256('other')), folder), /hash differs/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  for (const name of ['../a', '/etc/passwd', 'a/../../b', '.', '..', 'a\0b'])
    it(`never leave their folder: ${JSON.stringify(name)}`, () =>
      assert.throws(() => pathInside('/results/r1', name)));
});
