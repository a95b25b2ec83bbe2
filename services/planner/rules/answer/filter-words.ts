import type { Language } from '../../../../shared/plan/plan.ts';
import type { Filter } from '../question/filters.ts';

const comparisonEn = {
  '=': 'is',
  '<>': 'is not',
  '>': 'is over',
  '>=': 'is at least',
  '<': 'is under',
  '<=': 'is at most',
};
const comparisonJa = { '=': '', '<>': '以外', '>': 'より大きい', '>=': '以上', '<': '未満', '<=': '以下' };

/** A condition in words: ` where …` of the title, or, for a time, ` in 2025`. */
export const filterWords = (filter: Filter, language: Language): string =>
  language === 'ja' ? inJapanese(filter) : inEnglish(filter);

export const isTimeFilter = ({ kind }: Filter): boolean => kind === 'years' || kind === 'period';

function inEnglish(filter: Filter): string {
  const name = filter.of.column.name;
  switch (filter.kind) {
    case 'compare':
      return `${name} ${comparisonEn[filter.comparison]} ${filter.value}`;
    case 'in':
      return `${name} is ${valuesEn(filter.values, filter.not)}`;
    case 'missing':
      return `${name} is ${filter.not ? 'not ' : ''}missing`;
    case 'years':
      return `in ${filter.years.join(' or ')}`;
    case 'period':
      if (filter.from === null) return `before ${filter.before}`;
      return filter.before === null
        ? `since ${filter.from}`
        : `from ${filter.from} to before ${filter.before}`;
  }
}

function valuesEn(values: string[], not: boolean): string {
  const quoted = values.map((value) => `“${value}”`);
  if (!not) return quoted.join(' or ');
  return quoted.length === 1 ? `not ${quoted.join('')}` : `neither ${quoted.join(' nor ')}`;
}

function inJapanese(filter: Filter): string {
  const name = filter.of.column.name;
  switch (filter.kind) {
    case 'compare':
      return `${name}が${filter.value}${comparisonJa[filter.comparison]}`;
    case 'in':
      return `${name}が${filter.values.map((value) => `「${value}」`).join('か')}${filter.not ? '以外' : ''}`;
    case 'missing':
      return `${name}が${filter.not ? '不明でない' : '不明'}`;
    case 'years':
      return filter.years.map((year) => `${year}年`).join('か');
    case 'period':
      if (filter.from === null) return `${filter.before}より前`;
      return filter.before === null ? `${filter.from}以降` : `${filter.from}から${filter.before}の前日まで`;
  }
}
