import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { detectLanguage } from '../../../shared/plan/language.ts';

describe('detectLanguage', () => {
  const cases: [string, 'en' | 'ja'][] = [
    ['How many users are there?', 'en'],
    ['ユーザーは何人いますか？', 'ja'],
    ["'interaction'テーブルから機械学習モデルを作成してください。", 'ja'],
    ['Train a model on "購入フラグ" of 「売上」', 'en'],
    ['年齢別人数', 'ja'],
    ['12345', 'en'],
  ];
  for (const [text, language] of cases) {
    it(`${language}: ${text}`, () => assert.equal(detectLanguage(text), language));
  }
});
