import type { Language } from '../../../../shared/plan/plan.ts';
import type { ColumnRef } from '../words/names.ts';

interface Training {
  target: ColumnRef;
  task: 'classification' | 'regression';
  joined: string[];
}

/** What is said of a model that is about to be trained. */
export function trainWords(language: Language, { target, task, joined }: Training) {
  const { table, column } = target;
  if (language === 'ja') {
    const kind = task === 'classification' ? '分類' : '回帰';
    return {
      title: `${table.name}の${column.name}を予測する${kind}モデル`,
      understood: `${table.name}から、${column.name}を予測する${kind}モデルを作成して評価します。`,
      assumptions: joined.length === 0 ? [] : [`キーが一致する${joined.join('、')}を結合しました。`],
      sampled: 'メモリの上限を超えたため、目的変数の割合を保った標本で学習しました。',
      simplified: '時間の上限を超えたため、より単純なモデルで学習しました。',
    };
  }
  return {
    title: `A ${task} model that predicts ${column.name} in ${table.name}`,
    understood: `Train and evaluate a ${task} model that predicts ${column.name} from ${table.name}.`,
    assumptions: joined.length === 0 ? [] : [`${joined.join(', ')} was joined, since a key leads to it.`],
    sampled:
      'The memory limit was reached, so the model was trained on a sample that keeps the proportions of the target.',
    simplified: 'The time limit was reached, so a simpler model was trained.',
  };
}
