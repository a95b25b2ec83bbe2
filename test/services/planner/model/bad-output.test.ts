import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createScriptedModel } from '../../../fakes/scripted-model.ts';
import { noProbes, planned, planOf, say, sqlFence, type Ending } from './harness.ts';

const fence = '```';
const program = (text: string) => ({
  kind: 'program',
  answer: '',
  program: `${fence}python\n${text}\n${fence}`,
});
const many = Array.from({ length: 11 }, (_, n) => sqlFence(`q${n + 1}`, 'SELECT count(*) AS n FROM things'));

/** What a model says in place of a plan, and the exact reason that it hears. */
const english: [what: string, completion: string, reason: string | RegExp][] = [
  ['nothing', '', 'The answer is empty.'],
  ['prose', 'You could count the rows of the table.', /reasoning/],
  ['JSON', '{"kind": "query", "sql": "SELECT 1"}', /reasoning/],
  ['a section less', planOf().replace(/\[\[ ## queries ## \]\][^[]*/, ''), /queries/],
  ['an unknown kind', planOf({ kind: 'sql' }), /kind/],
  ['an empty title', planOf({ title: ' ' }), '`title` is empty, and query needs it'],
  ['no query', planOf({ queries: '' }), /^`kind` is query, and `queries` is empty: write the query/],
  ['SQL without a fence', planOf({ queries: 'SELECT count(*) AS count FROM things' }), '`queries` holds no fence: write each query in one, ```sql NAME'],
  ['a fence without a name', planOf({ queries: `${fence}sql\nSELECT 1 AS a\n${fence}` }), 'fence 1 of `queries` has no name: write ```sql NAME'],
  ['a fence of another language', planOf({ queries: `${fence}python result\nx\n${fence}` }), 'fence 1 of `queries` is not ```sql NAME'],
  ['a name that is none', planOf({ queries: sqlFence('My-Query', 'SELECT 1 AS a') }), '"My-Query" is no name of a query: small letters, digits and _, beginning with a letter'],
  ['an empty fence', planOf({ queries: sqlFence('result', '') }), 'the query result is empty'],
  ['one name twice', planOf({ queries: `${sqlFence('result', 'SELECT 1 AS a')}\n${sqlFence('result', 'SELECT 2 AS a')}` }), 'two queries have the name result'],
  ['eleven queries', planOf({ queries: many.join('\n') }), 'there are 11 queries, and 10 at most may be'],
  ['SQL that writes', planOf({ queries: sqlFence('result', 'DROP TABLE things') }), 'the query result is refused: only SELECT is allowed'],
  ['SQL with a comment', planOf({ queries: sqlFence('result', 'SELECT count(*) AS count FROM things -- all') }), /^the query result is refused: .*comment/],
  ['two statements', planOf({ queries: sqlFence('result', 'SELECT 1 AS count; SELECT 2 AS count') }), /^the query result is refused: /],
  ['an unknown table', planOf({ queries: sqlFence('result', 'SELECT count(*) AS count FROM secrets') }), /^the query result is refused: .*secrets/],
  ['an invented number in the title', planOf({ title: 'The 42 things' }), '`title` holds "42", a number that stands neither in the question nor in the plan: leave it out'],
  ['an invented number in an assumption', planOf({ assumptions: 'There are 1,234 things.' }), /^`assumptions` holds "1,234/],
  ['a placeholder in a title', planOf({ title: '{{table.result[0].count}} things' }), '`title` holds a placeholder: only the answer may'],
  ['an understanding in another language', planOf({ understood: 'ものの件数を数えます。' }), '`understood` must be in English, the language of the question'],
  ['a picture', planOf({ assumptions: 'So ![x](a.png)' }), '`assumptions` holds a link or HTML: write plain words'],
  ['a chart that is none', planOf({ chart: 'pie result kind count' }), '`chart` is neither empty nor `bar TABLE X Y` nor `line TABLE X Y`'],
  ['a chart of another table', planOf({ chart: 'bar things kind count' }), '`chart` names the table things, and there is no query of that name'],
  ['a chart of another column', planOf({ chart: 'bar result kind count' }), '`chart` names the column kind, but the query result returns count: give columns a name by AS'],
  ['a program beside a query', planOf({ program: `${fence}python\nprint(1)\n${fence}` }), '`kind` is query, and `program` is not empty: choose one of them'],
  ['no program', planOf({ kind: 'program', answer: '' }), '`kind` is program, and `program` is empty: write the program'],
  ['two programs', planOf({ ...program('x = 1'), program: `${fence}python\nx = 1\n${fence}\n${fence}python\ny = 1\n${fence}` }), '`program` holds 2 fences: write one program'],
  ['SQL as a program', planOf(program('SELECT count(*) FROM things')), /^the program cannot run: it is SQL: that belongs to the queries/],
  ['a fence of SQL as a program', planOf({ ...program(''), program: sqlFence('result', 'SELECT 1') }), '`program` holds sql, and must be Python'],
  ['broken Python', planOf(program('for x in y\n    pass')), 'the program cannot run: line 1: invalid syntax near "for x in y"'],
  ['a module that is not there', planOf(program('import requests')), /requests cannot be imported: it is not installed/],
  ['a dataset that is not there', planOf(program('import kaiseki\nkaiseki.load("things")')), /no query has that name; there are result/],
  ['a file of a parent that there is none', planOf(program('import kaiseki\nkaiseki.load_model()')), /the parent run has no artifact model\.joblib/],
  ['a question back without prompts', planOf({ kind: 'clarify', queries: '', answer: 'Counts.' }), '`ask` is empty, and clarify needs it'],
  ['a question back that says nothing', planOf({ kind: 'clarify', understood: '', queries: '', answer: '', ask: 'How many?' }), '`understood` is empty, and clarify needs it\n`answer` is empty, and clarify needs it'],
  ['a question back with an invented number', planOf({ kind: 'clarify', answer: 'There are 99 things.', ask: 'How many?' }), /^`answer` holds "99"/],
]; // prettier-ignore

const japanese: typeof english = [
  ['a title in English', planOf({ understood: '件数を数えます。', answer: '{{table.result[0].count}}件です。' }), '`title` must be in Japanese, the language of the question'],
]; // prettier-ignore

/** Plans of which only the answer's words are wrong. */
const words: [what: string, completion: string, reason: string | RegExp, language?: 'ja'][] = [
  ['a column that the query has not', planOf({ answer: 'There are {{table.result[0].n}}.' }), '`answer` names the column n, but the query result returns count: give columns a name by AS'],
  ['a table that is none', planOf({ answer: '{{table.things}}' }), 'the answer speaks of the table things, but the queries are result'],
  ['a metric without a program', planOf({ answer: '{{metric.count}}' }), /only a program has metrics/],
  ['a placeholder that is none', planOf({ answer: '{{count}}' }), /in the answer, \{\{count\}\} is no placeholder/],
  ['a broken placeholder', planOf({ answer: 'There are {{table.result[0].count}.' }), /in the answer, a placeholder is not closed/],
  ['an invented number in the answer', planOf({ answer: 'There are 42 things: {{table.result}}' }), /the answer holds "42"/],
  ['an empty answer', planOf({ answer: '' }), '`kind` is query, and `answer` is empty: write the template'],
  ['an answer in another language', planOf({ answer: '**{{table.result[0].count}}**件のデータがあります。' }), /the answer must be in English/],
  ['a link', planOf({ answer: 'See [here](https://a.example/?n={{table.result[0].count}}).' }), 'the answer holds an address: write plain Markdown'],
  ['an answer in English', planOf({ title: '件数', understood: '件数を数えます。' }), /the answer must be in Japanese/, 'ja'],
]; // prettier-ignore

const reasonHeard = (content: string): string =>
  /The reason:\n(.*?)\n\nAnswer again/s.exec(content)?.[1] ?? 'nothing';

/** Says the same three times, and hears why it cannot be used. */
async function hears(completion: string, reason: string | RegExp, language: 'en' | 'ja'): Promise<Ending> {
  const model = createScriptedModel([noProbes, completion, completion, completion]);
  const prompt = language === 'ja' ? '何件ですか？' : 'How many?';
  const ending = await planned({ model, language, prompt });
  assert.equal(ending.run.calls.length, 4);
  const heard = reasonHeard(model.asked[2]?.messages.at(-1)?.content ?? '');
  if (typeof reason === 'string') assert.equal(heard, reason);
  else assert.match(heard, reason);
  return ending;
}

async function fails(completion: string, reason: string | RegExp, language: 'en' | 'ja'): Promise<void> {
  const { run } = await hears(completion, reason, language);
  assert.equal(run.terminal?.problem?.code, 'model', `it became ${run.state}`);
  assert.ok(run.terminal?.problem?.detail.includes('Spent on 4 model calls'));
}

describe('a plan that a model wrote badly goes back with the exact reason', () => {
  for (const [what, completion, reason] of english) it(what, () => fails(completion, reason, 'en'));
  for (const [what, completion, reason] of japanese)
    it(`${what}, asked in Japanese`, () => fails(completion, reason, 'ja'));

  for (const [what, completion, reason, language = 'en'] of words)
    it(`${what}; and is run without its words when no correction helps`, async () => {
      const { run, plan } = await hears(completion, reason, language);
      assert.deepEqual([run.state, plan?.answer, plan?.queries.length], ['planned', null, 1]);
    });

  it('with everything that is wrong at once', async () => {
    const bad = planOf({ title: '', queries: 'none', assumptions: 'Made of 77 rows.' });
    const model = createScriptedModel([noProbes, bad, planOf()]);
    await planned({ model });
    assert.equal(reasonHeard(model.asked[2]?.messages.at(-1)?.content ?? '').split('\n').length, 3);
  });

  it('with the warehouse’s complaint, word for word', async () => {
    const kin = planOf({
      queries: sqlFence('result', "SELECT count(*) AS count FROM things WHERE kin = 'a'"),
    });
    const model = createScriptedModel([noProbes, kin, planOf()]);
    const complaint = 'Binder Error: no column "kin", did you mean "kind"?';
    const explain = async (sql: string) => (sql.includes('kin =') ? complaint : null);
    const { run } = await planned({ model, explain });
    assert.equal(run.state, 'planned');
    assert.equal(
      reasonHeard(model.asked[2]?.messages.at(-1)?.content ?? ''),
      `the warehouse cannot run the query result: ${complaint}`,
    );
  });
});

describe('what is taken as it is meant', () => {
  const fine: [string, string][] = [
    ['prose around the fences', planOf({ queries: `Here it is:\n${sqlFence('result', 'SELECT count(*) AS count FROM things')}\nThat is all.` })],
    ['sections in another order', say({ kind: 'query', answer: '{{table.result}}', queries: sqlFence('result', 'SELECT count(*) AS count FROM things'), reasoning: 'r', title: 'Things', understood: 'All things.', assumptions: '', program: '', chart: '', ask: '' })],
    ['numbers of the SQL in the answer', planOf({ queries: sqlFence('result', "SELECT count(*) AS count FROM things WHERE kind > '2024'"), answer: 'Since 2024: {{table.result[0].count}}.' })],
    ['a bare program', planOf({ kind: 'program', answer: '', program: 'import kaiseki\nkaiseki.answer("Done.")' })],
    ['a semicolon', planOf({ queries: sqlFence('result', 'SELECT count(*) AS count FROM things;') })],
    ['`None` where nothing is', planOf({ assumptions: 'None.', chart: 'none' })],
    ['a title of column names', planOf({ title: 'kind' })],
  ['a cell by a quoted name', planOf({ answer: 'There are {{table.result[0]["count"]|,d}} things.' })],
  ['a word before a colon', planOf({ assumptions: 'Data: every row is a thing.' })],
  ]; // prettier-ignore
  for (const [what, completion] of fine)
    it(what, async () => {
      const { run } = await planned({ model: createScriptedModel([noProbes, completion]) });
      assert.equal(run.state, 'planned', run.terminal?.problem?.detail);
    });
});
