import type { Language } from '../../../shared/plan/plan.ts';

/** Headings and labels of the report. */
const en = {
  metrics: 'Metrics',
  metric: 'Metric',
  value: 'Value',
  baseline: 'Baseline',
  figures: 'Figures',
  tables: 'Tables',
  method: 'Method',
  warnings: 'Warnings',
  repairs: 'What was repaired',
  sql: 'SQL',
  code: 'Code',
  provenance: 'Provenance',
  prompt: 'Prompt',
  run: 'Run',
  accepted: 'Accepted',
  dataVersion: 'Data version',
  datasets: 'Datasets',
  image: 'Executor',
  model: 'Language model',
  spent: (tokensIn: string, tokensOut: string, cost: string | null) =>
    `${tokensIn} tokens in, ${tokensOut} out${cost === null ? ', at a price that is not known' : `, ${cost} USD`}`,
  rows: 'rows',
  inParentheses: (count: string) => ` (${count} rows)`,
  wholeTable: 'The whole table is among the files of this run.',
  read: (name: string, rows: string, columns: string) =>
    `Read as “${name}”: ${rows} rows, ${columns} columns`,
  split: {
    time: 'Rows to train on + later rows to test on',
    entity: 'Rows to train on + rows of other entities to test on',
    random: 'Rows to train on + rows to test on, drawn at random',
  },
  attempt: 'Attempt',
  none: 'no value',
};
const ja: typeof en = {
  metrics: '評価指標',
  metric: '指標',
  value: '値',
  baseline: 'ベースライン',
  figures: '図',
  tables: '表',
  method: '方法',
  warnings: '注意',
  repairs: '修復の経過',
  sql: 'SQL',
  code: 'コード',
  provenance: '来歴',
  prompt: '依頼',
  run: '実行',
  accepted: '受付',
  dataVersion: 'データの版',
  datasets: 'データセット',
  image: '実行環境',
  model: '言語モデル',
  spent: (tokensIn: string, tokensOut: string, cost: string | null) =>
    `入力${tokensIn}トークン、出力${tokensOut}トークン、${cost === null ? '料金は不明' : `${cost} USD`}`,
  rows: '行',
  inParentheses: (count: string) => `（${count}行）`,
  wholeTable: '表全体は実行の成果物にあります。',
  read: (name: string, rows: string, columns: string) =>
    `読み込んだデータ「${name}」: ${rows}行、${columns}列`,
  split: {
    time: '学習に使った行 + その後のテスト用の行',
    entity: '学習に使った行 + 別の個体のテスト用の行',
    random: '学習に使った行 + 無作為に選んだテスト用の行',
  },
  attempt: '試行',
  none: '値なし',
};
export const reportWords: Record<Language, typeof en> = { en, ja };
