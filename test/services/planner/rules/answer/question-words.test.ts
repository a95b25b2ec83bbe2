import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import type { Catalog } from '../../../../../shared/plan/catalog.ts';
import { readSampleCatalog } from '../../../../fakes/sample-catalog.ts';
import { shop, shopInJapanese } from '../catalogs.ts';
import { planOf } from '../kit.ts';

describe('the words of an answer, by the rules', () => {
  let sample: Catalog;
  before(async () => {
    sample = await readSampleCatalog();
  });

  const titles: [string, Catalog | 'sample', string][] = [
    ['Total amount of sales', shop, 'Total amount'],
    ['How many different genders?', 'sample', 'Number of different values of gender in users'],
    ['How many interactions in 2025?', 'sample', 'Number of interactions in 2025'],
    [
      'How many sales are not Tea or Coffee?',
      shop,
      'Number of sales where product is neither “Tea” nor “Coffee”',
    ],
    ['Number of clicks in 2024', 'sample', 'Number of interactions where interactiontype is “click” in 2024'],
    ['sales by ship_date month', shop, 'Number of sales by month of ship_date'],
    ['How many users have interactions?', 'sample', 'Number of users with interactions'],
    ['Share of refunds in sales', shop, 'Share (type is “refund”) of sales'],
    ['2024年の売上件数', shopInJapanese, '売上の件数（2024年）'],
    [
      'How many women never clicked?',
      'sample',
      'Number of users without interactions (interactiontype is “click”) where gender is “Female”',
    ],
    [
      'How many users have more than 20 interactions?',
      'sample',
      'Number of users with more than 20 interactions',
    ],
    [
      'How many users are male or over 60?',
      'sample',
      'Number of users where gender is “Male” or age is over 60',
    ],
    ['How many interactions in January?', 'sample', 'Number of interactions in January of every year'],
    ['How many interactions after 8 pm?', 'sample', 'Number of interactions in the hours from 20 to 23'],
    [
      'Genders whose average age is over 39.5',
      'sample',
      'Average age by gender, if average age is over 39.5',
    ],
    ['Users per ten-year age group', 'sample', 'Number of users by age in steps of 10'],
    ['平均月給が30万以上の部署', shopInJapanese, '部署ごとの月給の平均（月給の平均が300000以上）'],
    ['平日のクリック数', 'sample', 'interactionsの件数（月曜日〜金曜日、interactiontypeが「click」）'],
  ];
  for (const [prompt, catalog, title] of titles)
    it(`title: ${prompt}`, async () => {
      assert.equal((await planOf(prompt, catalog === 'sample' ? sample : catalog))?.title, title);
    });

  it('leaves a space outside of ** in Japanese, or CommonMark would not read it', async () => {
    const plan = await planOf('性別が男性でない顧客は何人ですか', shopInJapanese);
    assert.equal(plan?.answer, '顧客の件数（性別が「男性」以外）は **{{table.result[0]["count"]}}** です。');
  });

  it('names a winner only where there must be one', async () => {
    const [some, none] = await Promise.all(
      ['Which gender has the most users?', 'Which gender has the most users older than 200?'].map((prompt) =>
        planOf(prompt, sample),
      ),
    );
    assert.equal(
      some?.answer,
      'Number of users by gender: the highest is **{{table.result[0]["gender"]}}** with **{{table.result[0]["count"]}}**; any that equal it are in the table.\n\n{{table.result}}',
    );
    assert.equal(
      none?.answer,
      'Number of users by gender where age is over 200, highest first:\n\n{{table.result}}',
    );
  });

  const assumptions: [string, Catalog | 'sample', string[]][] = [
    ['How many purchases are there?', 'sample', []],
    ['How many items?', 'sample', ['“items” was read as itemid.']],
    ['Which gender has the most users?', 'sample', []],
    ['Top 2 countries by number of customers', shop, []],
    ['List the unique genders', 'sample', ['Each different value is shown once, at most 100 of them.']],
    ['Show users', 'sample', ['At most 10 rows are shown, in no particular order.']],
    ['すべての社員を表示', shopInJapanese, ['最大100行を、順不同で表示しています。']],
    ['List all users', 'sample', ['At most 100 rows are shown, in no particular order.']],
    ['How many sales in 2025?', shop, ['The time is order_date of sales.']],
    ['How many sales have ship_date before 2025-03-01?', shop, []],
    [
      'Total amount by month in 2025',
      shop,
      ['The time is order_date of sales.', 'amount is that of sales; another table has one too.'],
    ],
    [
      'How many employees are not in IT?',
      shop,
      ['Rows without department are not counted as different from it.'],
    ],
    ['営業以外の社員数', shopInJapanese, ['部署が空の行は「以外」に含めていません。']],
    [
      'How many interactions in the last 30 days?',
      'sample',
      ['The latest day of the data is the last of these days.'],
    ],
    ['年齢の標準偏差', shopInJapanese, ['標準偏差は標本標準偏差です。']],
    ['売上のある顧客は何人', shopInJapanese, ['顧客は、売上に顧客番号が現れるものを一度ずつ数えました。']],
  ];
  for (const [prompt, catalog, expected] of assumptions)
    it(`assumes: ${prompt}`, async () => {
      const plan = await planOf(prompt, catalog === 'sample' ? sample : catalog);
      assert.deepEqual(plan?.assumptions, expected);
    });

  it('says of how many rows those of a list are', async () => {
    const plan = await planOf('List all Female users', sample);
    assert.deepEqual(plan?.queries, [
      { name: 'result', sql: `SELECT "users".* FROM "users" WHERE "users"."gender" IN ('Female') LIMIT 100` },
      { name: 'total', sql: `SELECT count(*) AS "count" FROM "users" WHERE "users"."gender" IN ('Female')` },
    ]);
    assert.equal(
      plan.answer,
      'Rows of users where gender is “Female” (**{{table.result.rowCount}}** of **{{table.total[0]["count"]}}**):\n\n{{table.result}}',
    );
    assert.equal((await planOf('Show the first 10 users', sample))?.queries.length, 1);
  });

  it('says each assumption once', async () => {
    const plan = await planOf('女性の購入率と男性の購入率を比較して', sample);
    assert.deepEqual(plan?.assumptions, [
      '「女性」はFemaleのことと解釈しました。',
      '「購入」はpurchaseのことと解釈しました。',
      '「男性」はMaleのことと解釈しました。',
    ]);
  });
});
