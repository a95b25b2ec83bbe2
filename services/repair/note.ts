import { isIn, leadsElsewhere } from '../../shared/answer/check.ts';
import { inventedNumber, type NumberSources } from '../../shared/answer/digits.ts';
import { TemplateError } from '../../shared/answer/template.ts';
import type { Catalog } from '../../shared/plan/catalog.ts';
import type { Language, Plan } from '../../shared/plan/plan.ts';
import type { Fault } from './evidence.ts';

const longestNote = 300;

/** What the answer says of a repair: the model's sentence where it may stand beside an answer, else one of ours. */
export function noteOf(
  diagnosis: string,
  fault: Fault,
  sources: { prompt: string; plan: Plan; catalog: Catalog },
): string {
  const sentence = diagnosis.replaceAll(/\s+/g, ' ').trim();
  return isFit(sentence, sources) ? sentence : plainNote(fault, sources.plan.language);
}

function isFit(
  sentence: string,
  { prompt, plan, catalog }: { prompt: string; plan: Plan; catalog: Catalog },
): boolean {
  if (sentence === '' || sentence.length > longestNote || !isIn(plan.language, sentence)) return false;
  // It stands in the answer as it is: nothing that a reader could follow, no markup, no placeholder.
  if (leadsElsewhere(sentence) !== null || /[[\]<>{}|]|```/.test(sentence)) return false;
  const scope: NumberSources['scope'] = {
    metrics: plan.queries,
    tables: catalog.tables,
  };
  try {
    return inventedNumber(sentence, { prompt, plan, scope }) === null;
  } catch (error) {
    if (error instanceof TemplateError) return false;
    throw error;
  }
}

const words: Record<Language, Record<Fault, string>> = {
  en: {
    program: 'The program failed at first and was corrected.',
    sql: 'The SQL failed at first and was corrected.',
    limit: 'A limit was exceeded at first, and the computation was changed.',
    answer: 'A check found a mistake in the first result, which was corrected.',
  },
  ja: {
    program: '最初のプログラムはエラーになったため、修正しました。',
    sql: '最初の SQL はエラーになったため、修正しました。',
    limit: '最初の処理は制限を超えたため、処理を変更しました。',
    answer: '最初の結果に検査で誤りが見つかったため、修正しました。',
  },
};

const plainNote = (fault: Fault, language: Language): string => words[language][fault];

/** Where a rejected answer could not be bettered: it comes again, and what was found stands beside it. */
export const unmendedNote: Record<Language, string> = {
  en: 'A check found something that could not be corrected: see the warnings.',
  ja: '検査で見つかった点を修正できませんでした。注意事項をご覧ください。',
};
