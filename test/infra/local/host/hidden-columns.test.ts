import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, describe, it } from 'mocha';
import { startTestHost, type TestHost } from './kit.ts';
import { markers, writeMarkedInput } from './marked-input.ts';

const askScript = fileURLToPath(new URL('../../../../infra/cli/ask.ts', import.meta.url));
const prompts = [
  'How many patients are there?',
  'Average weight by city',
  'patientsテーブルの概要',
  '今日の天気は？',
];
const marks = [...markers.hiddenNames, ...markers.hiddenCells];
/** A profile tells no cell of a column with many values, hidden or not. */
const profiled = marks.filter((mark) => mark !== markers.hiddenCells[0]).toSorted();
const marksIn = (text: string): string[] =>
  marks.filter((mark) => text.toLowerCase().includes(mark.toLowerCase()));

for (const hides of [true, false])
  describe(hides ? 'a hidden column' : 'a column that nobody hides (negative control)', function () {
    this.timeout(60_000);
    let input = '';
    let host: TestHost;
    const read = async (path: string): Promise<string> => (await fetch(new URL(path, host.url))).text();
    before(async () => {
      input = await writeMarkedInput();
      // What is wrong with a file is told with its line, as the warehouse complains.
      await writeFile(join(input, 'broken.csv'), `${markers.hiddenNames[0]},b\n1,2,3\n`);
      if (!hides) await rm(join(input, 'semantics.yaml'));
      host = await startTestHost({ inputDirectory: input });
    });
    after(async () => {
      await host.destroy();
      await rm(input, { recursive: true, force: true });
    });

    it('GET /catalog', async () => {
      const catalog = await read('/catalog');
      assert.match(catalog, /"weight"/);
      assert.deepEqual(marksIn(catalog), hides ? [] : marks);
    });

    it('the runs, their reports and everything else that they publish', async () => {
      const found = new Set<string>();
      for (const prompt of prompts) {
        const run = await host.ask(prompt);
        assert.notEqual(run.status, 'failed', run.problem?.detail);
        const files = await Promise.all(run.artifacts.map(({ href }) => host.download(href)));
        const published = [
          JSON.stringify(run),
          await read(`/runs/${run.id}/events`),
          ...files.map((bytes) => Buffer.from(bytes).toString('latin1')),
        ];
        for (const mark of published.flatMap(marksIn)) found.add(mark);
      }
      assert.deepEqual([...found].toSorted(), hides ? [] : profiled);
    });

    it('npm run ask, and the results that it keeps', async () => {
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        [askScript, '--state', host.stateDirectory, 'patientsテーブルの概要'],
        { cwd: input },
      );
      const folder = join(input, 'results');
      const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) =>
        one.isFile(),
      );
      const kept = await Promise.all(
        names.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')),
      );
      const found = new Set([stdout, stderr, ...kept].flatMap(marksIn));
      assert.deepEqual([...found].toSorted(), hides ? [] : profiled);
    });
  });

describe('who asks for a hidden column', function () {
  this.timeout(60_000);
  let input = '';
  let host: TestHost;
  before(async () => {
    input = await writeMarkedInput();
    host = await startTestHost({ inputDirectory: input });
  });
  after(async () => {
    await host.destroy();
    await rm(input, { recursive: true, force: true });
  });

  it('hears what is heard of a name that nothing has', async () => {
    const [hidden = ''] = markers.hiddenNames;
    const nothing = 'xqvzkojwhfb';
    for (const prompt of [
      'What is the average NAME of patients?',
      'Count patients by NAME',
      'patientsをNAME別に集計して',
    ]) {
      const [asked, strange] = await Promise.all(
        [hidden, nothing].map((name) => host.ask(prompt.replace('NAME', name))),
      );
      assert.equal(asked?.status, 'clarified', prompt);
      assert.deepEqual(
        JSON.parse(JSON.stringify(asked?.clarification).replaceAll(hidden, nothing)),
        strange?.clarification,
      );
    }
  });
});
