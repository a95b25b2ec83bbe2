/**
 * What the rules understand by a word, whatever the language. `filler` says nothing; `row` and `column` name what they
 * stand for anyway; everything else must be used by the intent that takes the prompt, or the prompt is not understood.
 */
export type Word =
  | 'filler'
  | 'and'
  | 'not'
  // intents
  | 'train'
  | 'model'
  | 'target'
  | 'predict'
  | 'profile'
  | 'list'
  // measures
  | 'count'
  | 'distinct'
  | 'average'
  | 'sum'
  | 'median'
  | 'minimum'
  | 'maximum'
  | 'rate'
  // shape
  | 'by'
  | 'most'
  | 'least'
  | 'trend'
  // filters
  | 'over'
  | 'atLeast'
  | 'under'
  | 'atMost'
  | 'between'
  | 'orMore'
  | 'orLess'
  | 'missing'
  | 'without'
  // grains of time
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'hour'
  | 'weekday'
  // what kind of model
  | 'classification'
  | 'regression'
  | Algorithm;

export const algorithms = [
  'logistic_regression',
  'linear_regression',
  'random_forest',
  'gradient_boosting',
  'decision_tree',
  'knn',
  'svm',
] as const;
export type Algorithm = (typeof algorithms)[number];

export interface Vocabulary {
  /** Phrases by meaning. Longer phrases win over shorter ones. */
  phrases: Partial<Record<Word, readonly string[]>>;
  /** Other names for words that schemas are made of, by their English form. */
  synonyms: Readonly<Record<string, readonly string[]>>;
}
