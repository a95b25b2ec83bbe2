import type { Clarification, Language } from '../../../shared/plan/plan.ts';
import type { PlanPrompt, PlanRequest } from '../step.ts';
import { aggregate } from './aggregate.ts';
import { proposePrompts } from './propose.ts';
import { english } from './en.ts';
import type { Intent } from './intent.ts';
import { toItems } from './items.ts';
import { japanese } from './ja.ts';
import { predict } from './predict.ts';
import { profile } from './profile.ts';
import { createScanner, type Scan } from './scan.ts';
import { train } from './train.ts';

const scanners = { en: createScanner(english), ja: createScanner(japanese) };

/** Most specific first: each takes a prompt only when it can make use of every word of it. */
const intents: Intent[] = [train, predict, profile, aggregate];

/**
 * Plans without a language model: the same prompt on the same data is the same plan. Whatever it does not wholly
 * understand is clarified, with prompts that it does understand; it never guesses.
 */
export const planByRules: PlanPrompt = async (request) => {
  const { prompt, language, catalog, parent } = request;
  const scanned = scanners[language](prompt, catalog);
  const assumptions = scanned.readAs.map(([written, read]) => readAsWords(written, read, language));
  if (!scanned.tokens.some((token) => token.kind === 'unknown')) {
    for (const intent of intents) {
      const plan = intent({ items: toItems(scanned.tokens), catalog, language, parent, assumptions });
      if (plan !== null) return { plan };
    }
  }
  return { clarification: clarify(request, scanned) };
};

const readAsWords = (written: string, read: string, language: Language): string =>
  language === 'ja' ? `「${written}」は${read}のことと解釈しました。` : `“${written}” was read as ${read}.`;

function clarify({ language, catalog }: PlanRequest, { tokens }: Scan): Clarification {
  const names = [...new Set(tokens.flatMap((token) => (token.kind === 'name' ? [token.text] : [])))].slice(
    0,
    10,
  );
  const unknown = [
    ...new Set(tokens.flatMap((token) => (token.kind === 'unknown' ? [token.text] : []))),
  ].slice(0, 10);
  const ask = proposePrompts(catalog, language);
  if (language === 'ja') {
    const known = names.length === 0 ? '' : `データにある名前は読み取れました: ${names.join('、')}。`;
    const rest =
      unknown.length === 0
        ? '言葉の組み合わせから、何を求めているのか決められませんでした。'
        : `理解できなかった言葉: ${unknown.join('、')}。`;
    const canDo =
      'できること: 件数・合計・平均・割合などの集計、表の概要、列を予測するモデルの作成と評価、親の実行で作ったモデルによる予測。';
    return {
      language,
      understood: known + rest,
      canDo: catalog.tables.length === 0 ? noTables.ja : canDo,
      ask,
    };
  }
  const known = names.length === 0 ? '' : `These names are in the data: ${names.join(', ')}. `;
  const rest =
    unknown.length === 0
      ? 'What is asked about them could not be told.'
      : `These words were not understood: ${unknown.join(', ')}.`;
  const canDo =
    'It can count, sum, average and compare; describe a table; train and evaluate a model on a column; predict with the model of a parent run.';
  return {
    language,
    understood: known + rest,
    canDo: catalog.tables.length === 0 ? noTables.en : canDo,
    ask,
  };
}

const noTables: Record<Language, string> = {
  en: 'There is no table to ask about: put a CSV or Parquet file into the input folder.',
  ja: '質問できる表がありません。CSVかParquetのファイルを入力フォルダーに置いてください。',
};
