import type { Language } from '../../../../shared/plan/plan.ts';
import type { CyclicPart, Filter, Related } from '../question/filters.ts';

export const comparisonEn = {
  '=': 'is',
  '<>': 'is not',
  '>': 'is over',
  '>=': 'is at least',
  '<': 'is under',
  '<=': 'is at most',
};
export const comparisonJa = {
  '=': '',
  '<>': '以外',
  '>': 'より大きい',
  '>=': '以上',
  '<': '未満',
  '<=': '以下',
};

/** A condition in words: ` where …` of the title, or, for a time, ` in 2025`. */
export const filterWords = (filter: Filter, language: Language): string =>
  language === 'ja' ? inJapanese(filter) : inEnglish(filter);

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
    case 'columns':
      return `${name} ${comparisonEn[filter.comparison]} ${filter.other.column.name}`;
    case 'part':
      return partWords(filter.part, filter.low, filter.high, 'en');
    case 'recent':
      return `in the last ${filter.days} days of the data`;
    case 'any':
      return filter.options.map(inEnglish).join(' or ');
    case 'related':
      return relatedEn(filter);
  }
}

function relatedEn({ key, where, rows, not }: Related): string {
  const such = where.length === 0 ? '' : ` (${where.map(inEnglish).join(' and ')})`;
  const many = rows === null ? '' : `${countsEn[rows.comparison]} ${rows.value} `;
  return `${not ? 'without' : 'with'} ${many}${key.table.name}${such}`;
}

const countsEn = {
  '=': 'exactly',
  '<>': 'not',
  '>': 'more than',
  '>=': 'at least',
  '<': 'fewer than',
  '<=': 'at most',
};

const partNames: Record<Language, Record<CyclicPart, string[]>> = {
  en: {
    month: 'January February March April May June July August September October November December'.split(' '),
    weekday: 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' '),
    hour: [],
  },
  ja: { month: [], weekday: Array.from('月火水木金土日', (day) => `${day}曜日`), hour: [] },
};

/** "on Saturday to Sunday", "in March", "in the hours 20 to 23" */
function partWords(part: CyclicPart, low: number, high: number, language: Language): string {
  const names = partNames[language][part];
  const [first, last] = [low, high].map((one) => names[one - 1] ?? String(one));
  const span = low === high ? first : `${first}${language === 'ja' ? '〜' : ' to '}${last}`;
  const around = {
    en: { month: ['in ', ' of every year'], weekday: ['on ', ''], hour: ['in the hours from ', ''] },
    ja: { month: ['毎年の', '月'], weekday: ['', ''], hour: ['', '時台'] },
  };
  const [before, after] = around[language][part];
  return `${before}${span}${after}`;
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
    case 'columns':
      return `${name}が${filter.other.column.name}${comparisonJa[filter.comparison]}`;
    case 'part':
      return partWords(filter.part, filter.low, filter.high, 'ja');
    case 'recent':
      return `データの最終日までの${filter.days}日間`;
    case 'any':
      return filter.options.map(inJapanese).join('か');
    case 'related':
      return relatedJa(filter);
  }
}

function relatedJa({ key, where, rows, not }: Related): string {
  const such = where.length === 0 ? '' : `（${where.map(inJapanese).join('、')}）`;
  if (rows === null) return `${key.table.name}${such}が${not ? 'ない' : 'ある'}`;
  return `${key.table.name}${such}が${rows.value}件${comparisonJa[rows.comparison]}`;
}
