import type { Clarification, Language } from '../../../shared/plan/plan.ts';
import type { PlanPrompt, PlanRequest } from '../step.ts';
import { aggregate } from './aggregate.ts';
import { proposePrompts } from './propose.ts';
import { english } from './words/en.ts';
import type { Intent } from './intent.ts';
import { toItems } from './words/items.ts';
import { japanese } from './words/ja.ts';
import { predict } from './predict.ts';
import { profile } from './profile.ts';
import { createScanner, type Scan } from './words/scan.ts';
import { train } from './train/train.ts';

const scanners = { en: createScanner(english), ja: createScanner(japanese) };

/** Most specific first: each takes a prompt only when it can make use of every word of it. */
const intents: Intent[] = [train, predict, profile, aggregate];

/**
 * Plans without a language model: the same prompt on the same data is the same plan. Whatever it does not wholly
 * understand is clarified, with prompts that it does understand; it never guesses.
 */
export const planByRules: PlanPrompt = async (request) => {
  const { prompt, language, catalog, parent } = request;
  let understood: Scan | null = null;
  // What is a word of the language and also a name in the data is first taken for the word.
  for (const prefer of ['words', 'names'] as const) {
    const scanned = scanners[language](prompt, catalog, prefer);
    understood ??= scanned;
    const { tokens, readAs } = scanned;
    if (tokens.some((token) => token.kind === 'unknown')) continue;
    const assumptions = [...new Set(readAs.map(([written, read]) => readAsWords(written, read, language)))];
    for (const intent of intents) {
      const plan = intent({ items: toItems(tokens), catalog, language, parent, assumptions });
      if (plan !== null) return { plan };
    }
  }
  return { clarification: clarify(request, understood ?? { tokens: [], readAs: [] }) };
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
  const say = words[language];
  return {
    language,
    understood: [
      names.length === 0 ? null : say.known(names),
      unknown.length === 0 ? say.undecided : say.unknown(unknown),
    ]
      .filter((part) => part !== null)
      .join(' '),
    canDo: [
      catalog.tables.length === 0 ? say.noTables : say.canDo,
      ...catalog.problems.slice(0, 5).map(say.problem),
    ].join(' '),
    ask: proposePrompts(catalog, language),
  };
}

type Problem = PlanRequest['catalog']['problems'][number];

const words = {
  en: {
    known: (names: string[]) => `These names are in the data: ${names.join(', ')}.`,
    unknown: (unknown: string[]) => `These words were not understood: ${unknown.join(', ')}.`,
    undecided: 'What is asked about them could not be told.',
    canDo:
      'It can count, sum, average and compare; describe a table; train and evaluate a model on a column; predict with the model of a parent run.',
    noTables: 'There is no table to ask about: put a CSV or Parquet file into the input folder.',
    problem: ({ source, line, text }: Problem) =>
      `${source} could not be read${line === null ? '' : ` (line ${line})`}: ${text}.`,
  },
  ja: {
    known: (names: string[]) => `データにある名前は読み取れました: ${names.join('、')}。`,
    unknown: (unknown: string[]) => `理解できなかった言葉: ${unknown.join('、')}。`,
    undecided: '言葉の組み合わせから、何を求めているのか決められませんでした。',
    canDo:
      'できること: 件数・合計・平均・割合などの集計、表の概要、列を予測するモデルの作成と評価、親の実行で作ったモデルによる予測。',
    noTables: '質問できる表がありません。CSVかParquetのファイルを入力フォルダーに置いてください。',
    problem: ({ source, line, text }: Problem) =>
      `${source}は読み込めませんでした${line === null ? '' : `（${line}行目）`}: ${text}`,
  },
};
