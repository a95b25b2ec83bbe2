import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { sampleInput, startTestHost, type TestHost } from './kit.ts';

const records = (file: string): Record<string, string>[] => {
  const [header = '', ...lines] = readFileSync(join(sampleInput, file), 'utf8').trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i] ?? '', value])));
};

describe('questions to a whole host', function () {
  this.timeout(60_000);
  let host: TestHost;
  before(async () => {
    host = await startTestHost();
  });
  after(() => host.destroy());

  it('answers forty at once, every one right', async () => {
    const interactions = records('interactions.csv');
    const types = ['view', 'click', 'favorite', 'add-to-cart', 'purchase'];
    const genders = ['Female', 'Male', 'Non-binary'];
    const questions: [string, number][] = [
      ...types.map((type): [string, number] => [
        `How many interactions have interactiontype '${type}'?`,
        interactions.filter((row) => row['interactiontype'] === type).length,
      ]),
      ...types.map((type): [string, number] => [
        `interactiontypeが'${type}'のinteractionsは何件ありますか？`,
        interactions.filter((row) => row['interactiontype'] === type).length,
      ]),
      ...genders.map((gender): [string, number] => [
        `How many users have gender '${gender}'?`,
        records('users.csv').filter((row) => row['gender'] === gender).length,
      ]),
    ];
    const forty = Array.from(
      { length: 40 },
      (_, i) => questions[i % questions.length] ?? (['', 0] as [string, number]),
    );
    const runs = await Promise.all(forty.map(([question]) => host.ask(question)));
    assert.deepEqual(
      runs.map((run) => [run.prompt, run.status, run.tables[0]?.rows[0]?.[0]]),
      forty.map(([question, count]) => [question, 'succeeded', count]),
    );
  });

  it('starts no sandbox for a question that SQL answers', async () => {
    const run = await host.ask('How many users are there?');
    assert.deepEqual([run.kind, run.status, run.attempts[0]?.launches], ['query', 'succeeded', 0]);
    assert.match(run.answer ?? '', /1,000/);
  });

  it('says what it can do instead of guessing', async () => {
    for (const prompt of ['Delete all users', 'What is the weather?', '今日の天気は？']) {
      const run = await host.ask(prompt);
      assert.equal(run.status, 'clarified', prompt);
      assert.equal(run.clarification?.ask.length, 3);
    }
  });

  it('can answer every prompt that it proposes', async () => {
    const { clarification } = await host.ask('What is the weather?');
    for (const prompt of clarification?.ask ?? []) {
      // Programs are trained elsewhere; here it matters that they are understood.
      const run = await host.post(prompt);
      const document = await untilPlanned(host, run.id);
      assert.notEqual(document.kind, null, prompt);
      await host.cancel(run.id);
    }
  });
});

async function untilPlanned(host: TestHost, id: string) {
  for (;;) {
    const run = (await (await fetch(`${host.url}/runs/${id}`)).json()) as {
      kind: string | null;
      status: string;
    };
    if (run.kind !== null || ['clarified', 'failed'].includes(run.status)) return run;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
