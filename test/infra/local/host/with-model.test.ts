import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { modelServices } from '../../../fakes/model-services.ts';
import { noProbes, planOf, sqlFence } from '../../../services/planner/model/harness.ts';
import { filesUnder, pythonFence, repairOf, startModelHost, textOf, type ModelHost } from './model-kit.ts';

const usersPlan = planOf({
  title: 'Users',
  understood: 'How many users there are.',
  queries: sqlFence('result', 'SELECT count(*) AS users FROM users'),
  answer: 'There are {{table.result[0].users|,d}} users.',
});
const program = (column: string): string =>
  pythonFence(
    'import kaiseki',
    'users = kaiseki.load("users")',
    `kaiseki.metric("oldest", users["${column}"].max())`,
    'kaiseki.answer("The oldest is {{metric.oldest|d}}.")',
  );
const programPlan = (column: string): string =>
  planOf({
    kind: 'program',
    title: 'The oldest',
    understood: 'The age of the oldest user.',
    queries: sqlFence('users', 'SELECT age FROM users'),
    program: program(column),
    answer: '',
  });

for (const service of modelServices) {
  describe(`a host whose model is behind ${service.name}`, function () {
    this.timeout(60_000);
    let host: ModelHost;
    before(async () => {
      host = await startModelHost(service);
    });
    after(() => host.destroy());

    it('plans a program, which fails, is repaired and succeeds', async () => {
      host.script([noProbes, programPlan('aeg'), repairOf({ program: program('age') })]);
      const run = await host.ask('How old is the oldest user?');
      assert.equal(run.status, 'succeeded', JSON.stringify(run.problem));
      assert.deepEqual(
        run.attempts.map(({ outcome, class: failure, note }) => [outcome, failure, note]),
        [
          ['failed', 'program', null],
          ['succeeded', null, 'The first try was mended.'],
        ],
      );
      assert.match(textOf(host.received[2]), /KeyError: 'aeg'[^]*Line 3 of the program is: /);
      assert.match(run.answer ?? '', /The oldest is \d+\.[^]*The first try was mended\./);
    });

    it('mends SQL that the warehouse fails at as it runs', async () => {
      const typed = (cast: string) => sqlFence('result', `SELECT count(${cast}) AS typed FROM interactions`);
      const plan = planOf({
        title: 'Types',
        understood: 'How many interactions have a type.',
        queries: typed('CAST(interactiontype AS INTEGER)'),
        answer: 'There are {{table.result[0].typed|,d}}.',
      });
      host.script([noProbes, plan, repairOf({ queries: typed('interactiontype') })]);
      const run = await host.ask('How many interactions have a type?');
      assert.equal(run.status, 'succeeded', JSON.stringify(run.problem));
      assert.deepEqual(
        run.attempts.map(({ outcome, class: failure }) => [outcome, failure]),
        [
          ['failed', 'sql'],
          ['succeeded', null],
        ],
      );
      assert.match(textOf(host.received[2]), /the SQL is at fault[^]*Conversion Error/);
    });

    it('sends an answer whose join counts rows twice to repair', async () => {
      const years = (from: string) => sqlFence('result', `SELECT sum(u.age) AS years FROM users AS u${from}`);
      const plan = planOf({
        title: 'Years',
        understood: 'All ages together.',
        queries: years(' JOIN interactions AS i ON i.userid = u.userid'),
        answer: 'Together {{table.result[0].years|,d}}.',
      });
      host.script([noProbes, plan, repairOf({ queries: years('') })]);
      const run = await host.ask('How many years are all users together?');
      assert.equal(run.status, 'succeeded', JSON.stringify(run.problem));
      assert.deepEqual(
        run.attempts.map(({ outcome }) => outcome),
        ['rejected', 'succeeded'],
      );
      assert.match(textOf(host.received[2]), /join_fan_out: The join multiplies rows of users/);
      assert.deepEqual(run.warnings, []);
    });

    it('asks back in the model’s words', async () => {
      const ask = ['How many users are there?', 'What is their average age?', 'Which types are there?'];
      const unclear = planOf({
        kind: 'clarify',
        understood: 'Something about the users.',
        answer: 'Users can be counted.',
        ask: ask.join('\n'),
        queries: '',
        title: '',
      });
      host.script([noProbes, unclear]);
      const run = await host.ask('What about them?');
      assert.equal(run.status, 'clarified', JSON.stringify(run.problem));
      assert.deepEqual(run.clarification, {
        understood: 'Something about the users.',
        canDo: 'Users can be counted.',
        ask,
      });
    });

    it('counts the tokens and the cost of every call', async () => {
      host.script([noProbes, usersPlan]);
      const { usage } = await host.ask('How many people use it?');
      assert.match(usage.model ?? '', /^(bedrock|openai):/);
      assert.equal(usage.outputTokens, 40);
      assert.ok(usage.inputTokens >= 200);
      assert.equal(usage.costUsd, service.usdPerCall === null ? null : 2 * service.usdPerCall);
    });

    it('goes on after it was throttled, or its connection was cut', async () => {
      host.script([service.throttled, noProbes, { resets: true }, usersPlan]);
      const run = await host.ask('How many people use it?');
      assert.equal(run.status, 'succeeded', JSON.stringify(run.problem));
      assert.equal(host.received.length, 4);
    });

    it('says which model is gone, and what to do', async () => {
      host.script([service.gone]);
      const { status, problem } = await host.ask('How many people use it?');
      assert.deepEqual([status, problem?.code], ['failed', 'model']);
      assert.match(
        problem?.detail ?? '',
        /^(bedrock|openai):\S+ is not available: choose another model or ask for access to it \(.*end of life\)\. .*Ask again later or in other words, or choose another model\.$/,
      );
    });

    it('keeps what ran when the model is gone before the repair', async () => {
      host.script([noProbes, programPlan('aeg'), service.gone]);
      const { status, problem, attempts } = await host.ask('How old is the oldest user?');
      assert.deepEqual([status, problem?.code, attempts.length], ['failed', 'program', 1]);
      assert.match(
        problem?.detail ?? '',
        /KeyError: 'aeg'.*It could not be repaired: \S+ is not available: choose another model/s,
      );
    });

    it('says when the model refused', async () => {
      host.script([noProbes, service.refused]);
      const { status, problem } = await host.ask('How many people use it?');
      assert.deepEqual([status, problem?.code], ['failed', 'model']);
      assert.match(problem?.detail ?? '', /refused to answer\. Spent on 2 model calls: .*in other words/);
    });

    it('tells a model that was cut off to write less', async () => {
      host.script([noProbes, service.cut(usersPlan.slice(0, 200)), usersPlan]);
      assert.equal((await host.ask('How many people use it?')).status, 'succeeded');
      assert.match(textOf(host.received[2]), /the answer was cut off at 8000 tokens; write less/);
    });

    it('gives up a model that is cut off again and again', async () => {
      const half = service.cut(usersPlan.slice(0, 200));
      host.script([noProbes, half, half, half]);
      const { status, problem } = await host.ask('How many people use it?');
      assert.deepEqual([status, problem?.code], ['failed', 'model']);
      assert.match(problem?.detail ?? '', /no usable answer in 3 tries: the answer was cut off at 8000/);
    });

    for (const hangs of ['at once', 'half-way'] as const)
      it(`ends with the run’s time when the model hangs ${hangs}`, async () => {
        host.script([{ ...service.says(noProbes), hangs }]);
        const run = await host.ask('How many people use it?', { limits: { runSeconds: 2 } });
        assert.deepEqual([run.status, run.problem?.code], ['failed', 'deadline']);
        assert.match(run.problem?.detail ?? '', /did not answer in time/);
        assert.equal(await host.received[0]?.over, 'given up');
      });

    it('lets go of the model when the run is cancelled', async () => {
      host.script([]);
      const asked = host.nextRequest();
      const { id } = await host.post('How many people use it?');
      const request = await asked;
      assert.equal((await host.cancel(id)).status, 'cancelled');
      assert.equal(await request.over, 'given up');
      assert.equal(host.received.length, 1);
    });

    it('keeps what it signs in with out of documents, events, the log and everything it stores', async () => {
      host.script([service.wrongKey]);
      const run = await host.ask('Who holds the key?');
      assert.match(run.problem?.detail ?? '', /is not available.*(signature|API key)/s);
      const events = await (await fetch(`${host.url}/runs/${run.id}/events`)).text();
      const kept = [JSON.stringify(run), events, ...host.logged, ...(await filesUnder(host.stateDirectory))];
      assert.ok(kept.some((text) => text.includes('Who holds the key?')));
      for (const secret of service.secrets) assert.ok(!kept.some((text) => text.includes(secret)), secret);
    });
  });
}

describe('a host that ends while its model thinks', function () {
  this.timeout(60_000);

  it('does so at once, and leaves the run to the next one', async () => {
    const [service] = modelServices;
    const host = await startModelHost(service);
    const asked = host.nextRequest();
    const { id } = await host.post('How many people use it?');
    const request = await asked;
    await host.close();
    assert.equal(await request.over, 'given up');
    const next = await startModelHost(service, { stateDirectory: host.stateDirectory });
    assert.equal((await next.read(id)).status, 'planning');
    await next.destroy();
    await host.destroy();
  });
});

describe('hosts whose models stay throttled', function () {
  this.timeout(60_000);
  const hosts: ModelHost[] = [];
  after(() => Promise.all(hosts.map((host) => host.destroy())));

  it('try nine times in all, and say that it was in vain', async () => {
    const throttled = modelServices.map(async (service) => {
      const host = await startModelHost(service);
      hosts.push(host);
      host.script(Array.from({ length: 10 }, () => service.throttled));
      return { host, run: await host.ask('How many people use it?') };
    });
    for (const { host, run } of await Promise.all(throttled)) {
      assert.deepEqual([run.status, run.problem?.code, host.received.length], ['failed', 'model', 9]);
      assert.match(
        run.problem?.detail ?? '',
        /had no capacity left \(.*Too many \w+\)\. Spent on 3 model calls: .*Ask again later/,
      );
    }
  });
});
