import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { HostOptions } from '../../../../infra/local/host.ts';
import { createScriptedModel } from '../../../fakes/scripted-model.ts';
import { planOf, say, sqlFence } from '../../../services/planner/model/harness.ts';
import { startTestHost, type TestHost } from './kit.ts';

const exploring = (sql: string) =>
  say({ reasoning: 'How is gender spelled?', probes: sqlFence('genders', sql) });
const byGender = 'SELECT gender, count(*) AS users FROM users GROUP BY gender ORDER BY users DESC, gender';

describe('a model plans, in a whole host', function () {
  this.timeout(60_000);
  let host: TestHost;
  afterEach(() => host.destroy());
  const start = async (
    replies: Parameters<typeof createScriptedModel>[0],
    options: Partial<HostOptions> = {},
  ) => {
    const model = createScriptedModel(replies);
    host = await startTestHost({ models: { model, planner: 'model', sees: 'statistics' }, ...options });
    return model;
  };

  it('a query: probed, corrected by the warehouse’s own words, run and told with its basis', async () => {
    const fine = {
      title: 'ユーザー数',
      understood: '性別ごとのユーザー数を数えます。',
      assumptions: '性別が空の行は含めません。',
      queries: sqlFence('result', byGender.replace('FROM users', 'FROM users WHERE gender IS NOT NULL')),
      answer:
        '最も多いのは{{table.result[0].gender}}で、{{table.result[0].users|,d}}人です。\n\n{{table.result}}',
      chart: 'bar result gender users',
    };
    const misspelt = { ...fine, queries: sqlFence('result', byGender.replaceAll('gender', 'gendr')) };
    const model = await start([exploring(byGender), planOf(misspelt), planOf(fine)]);
    const run = await host.ask('ユーザー数を男女別に知りたいのですが、どうなっていますか。');
    assert.equal(run.status, 'succeeded', JSON.stringify(run.problem));
    assert.match(
      model.asked[1]?.messages.at(-1)?.content ?? '',
      /\[\[ ## probes ## \]\]\ngenders: SELECT gender.*\ngender \| users\n\w+ \| \d+/s,
    );
    assert.match(
      model.asked[2]?.messages.at(-1)?.content ?? '',
      /the warehouse cannot run the query result: .*gendr/,
    );
    assert.deepEqual(run.assumptions, [
      '性別が空の行は含めません。',
      '使用した表: `users`',
      '条件: `gender IS NOT NULL`',
    ]);
    assert.match(run.answer ?? '', /\d人です。/);
    assert.deepEqual([run.usage.model, run.usage.inputTokens], ['scripted:model', 300]);
    assert.ok(run.artifacts.some(({ name }) => name === 'chart.svg'));
  });

  it('a program, which the jail runs', async () => {
    const program = [
      'import kaiseki',
      'users = kaiseki.load("users")',
      'kaiseki.metric("median_age", users["age"].median())',
      'kaiseki.answer("The median age is **{{metric.median_age|.1f}}**.")',
    ].join('\n');
    const plan = planOf({
      kind: 'program',
      title: 'Median age',
      understood: 'The median age of all users.',
      queries: sqlFence('users', 'SELECT age FROM users'),
      program: `\`\`\`python\n${program}\n\`\`\``,
      answer: '',
    });
    await start([say({ reasoning: 'Nothing is open.', probes: '' }), plan]);
    const run = await host.ask('What is the median age, by a program?');
    assert.equal(run.status, 'succeeded', JSON.stringify(run.problem));
    assert.match(run.answer ?? '', /The median age is \*\*\d+\.\d\*\*\./);
    assert.deepEqual(run.plan, {
      queries: [{ name: 'users', sql: 'SELECT age FROM users' }],
      program: `${program}\n`,
    });
  });

  it('and words what its program said with a number of its own', async () => {
    const program = [
      'import kaiseki',
      'age = kaiseki.load("users")["age"].median()',
      'kaiseki.metric("median_age", age)',
      'kaiseki.answer(f"The median age is {age}.")',
    ].join('\n');
    const plan = planOf({
      kind: 'program',
      queries: sqlFence('users', 'SELECT age FROM users'),
      program: `\`\`\`python\n${program}\n\`\`\``,
      answer: '',
    });
    const answer = 'It is {{metric.median_age|.1f}} in the middle.';
    const model = await start([
      say({ reasoning: 'Nothing is open.', probes: '' }),
      plan,
      say({ reasoning: 'It was typed by hand.', answer }),
    ]);
    const run = await host.ask('What is the median age, by a program?');
    assert.equal(run.status, 'succeeded', JSON.stringify(run.problem));
    assert.match(run.answer ?? '', /^It is \d+\.\d in the middle\./);
    assert.match(model.asked[2]?.messages.at(-1)?.content ?? '', /Wording:\nThe median age is …\./);
    assert.equal(run.usage.inputTokens, 300);
  });

  it('nothing where it never says what may run', async () => {
    const bad = planOf({ queries: sqlFence('result', "SELECT * FROM read_text('/etc/passwd')"), answer: '{{table.result}}' }); // prettier-ignore
    await start([say({ reasoning: 'r', probes: '' }), bad, bad, bad]);
    const run = await host.ask('Show me the passwords');
    assert.deepEqual([run.status, run.problem?.code], ['failed', 'model']);
    assert.match(run.problem?.detail ?? '', /Spent on 4 model calls: 400 tokens in and 40 out, 0\.0040 USD/);
    assert.deepEqual([run.plan, run.datasets], [null, []]);
  });
});
