import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import type { Catalog } from '../../../../shared/plan/catalog.ts';
import { readSampleCatalog } from '../../../fakes/sample-catalog.ts';
import { sqlOf } from './kit.ts';
import { hospital, school, store } from './linked-catalogs.ts';

/** Prompts whose every word is known and that still ask for something else than the nearest SELECT. */
const questions: [what: string, catalog: Catalog | 'sample', prompts: [prompt: string, sql: string][]][] = [
  [
    'Yes and no beside a mean is a condition',
    hospital,
    [
      [
        'Average cost of readmitted visits',
        'SELECT avg("visits"."cost") AS "average_cost" FROM "visits" WHERE "visits"."readmitted" = 1',
      ],
      ['Average cost readmitted vs not readmitted', 'clarified'],
    ],
  ],
  [
    'Yes and no before what is measured',
    store,
    [
      [
        'Total stock of discontinued products',
        'SELECT sum("products"."stock") AS "sum_stock" FROM "products" WHERE "products"."discontinued" = 1',
      ],
      [
        'Average discontinued price',
        'SELECT avg("products"."price") AS "average_price" FROM "products" WHERE "products"."discontinued" = 1',
      ],
      ['Average total shipping_fee per month', 'clarified'],
      ['Maximum total shipping_fee by customer', 'clarified'],
    ],
  ],
  [
    'Purchases and the mean of a feature',
    'sample',
    [
      [
        'Average feature1 of purchases',
        'SELECT avg("interactions"."feature1") AS "average_feature1" FROM "interactions" WHERE "interactions"."purchase" = 1',
      ],
      [
        '購入のfeature1の平均',
        'SELECT avg("interactions"."feature1") AS "average_feature1" FROM "interactions" WHERE "interactions"."purchase" = 1',
      ],
    ],
  ],
  [
    'A verb is no identifier, a year no number of an order',
    store,
    [
      ['How many items were ordered in 2024?', 'clarified'],
      ['Most ordered product', 'clarified'],
      ['Average quantity ordered', 'clarified'],
      ['How many orders with order_id 2024?', 'clarified'],
    ],
  ],
  [
    'A verb of yes',
    'sample',
    [
      [
        'How many users purchased?',
        'SELECT count(DISTINCT "interactions"."userid") AS "count" FROM "interactions" LEFT JOIN "users" ON "interactions"."userid" = "users"."userid" WHERE "interactions"."purchase" = 1',
      ],
    ],
  ],
  [
    'A limit that no column is named for, a letter, a judgement',
    hospital,
    [
      ['How many patients over 80?', 'clarified'],
      ['How many patients under 18?', 'clarified'],
      [
        'How many patients with weight_kg over 80?',
        'SELECT count(*) AS "count" FROM "patients" WHERE "patients"."weight_kg" > 80',
      ],
      ['How many visits over 5000?', 'SELECT count(*) AS "count" FROM "visits" WHERE "visits"."cost" > 5000'],
      ['How many A patients?', 'clarified'],
      ['A list of patients', 'SELECT "patients".* FROM "patients" LIMIT 10'],
      [
        'How many patients with blood type A?',
        `SELECT count(*) AS "count" FROM "patients" WHERE "patients"."blood_type" IN ('A')`,
      ],
      ['Which department has the worst readmitted rate?', 'clarified'],
      ['Best department by readmitted rate', 'clarified'],
      ['How many patients were readmitted in 2024?', 'clarified'],
      ['How many smokers were admitted in 2024?', 'clarified'],
    ],
  ],
  [
    '各 stands before what is grouped',
    school,
    [
      [
        '各科目の平均点数',
        'SELECT "成績"."科目" AS "科目", avg("成績"."点数") AS "average_点数" FROM "成績" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '各クラスの人数',
        'SELECT "生徒"."クラス" AS "クラス", count(*) AS "count" FROM "生徒" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '各クラスごとの人数',
        'SELECT "生徒"."クラス" AS "クラス", count(*) AS "count" FROM "生徒" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '各学年の平均身長',
        'SELECT "生徒"."学年" AS "学年", avg("生徒"."身長") AS "average_身長" FROM "生徒" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '各生徒の最も高い点数',
        'SELECT "成績"."生徒ID" AS "生徒ID", max("成績"."点数") AS "maximum_点数" FROM "成績" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
  // more
];

describe('what only looks understood, by the rules', () => {
  let sample: Catalog;
  before(async () => {
    sample = await readSampleCatalog();
  });

  for (const [what, catalog, prompts] of questions)
    describe(what, () => {
      for (const [prompt, sql] of prompts)
        it(prompt, async () => {
          assert.equal(await sqlOf(prompt, catalog === 'sample' ? sample : catalog), sql);
        });
    });
});
