/**
 * What the rules understand by a word, whatever the language. `filler` says nothing; everything else must be used by the
 * intent that takes the prompt, or the prompt is not understood.
 */
export type Word =
  | 'filler'
  | 'and'
  | 'or'
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
  /** How many different ones, in one word. */
  | 'kinds'
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
  | 'descending'
  | 'ascending'
  | 'trend'
  | 'compare'
  /** The first so many. */
  | 'first'
  /** Persons, where the prompt does not say of which table. */
  | 'people'
  /** Rows, where the prompt does not say of which table. */
  | 'row'
  /** What stands before it is the whole that a share is of. */
  | 'among'
  /** "monthly": a grouping by itself, and the name of its grain. */
  | `${Grain}ly`
  /** A time relative to today, or a part of a year, which no intent reads yet. */
  | 'relative'
  // filters
  | 'over'
  | 'atLeast'
  | 'under'
  | 'atMost'
  | 'between'
  | 'exactly'
  | 'orMore'
  | 'orLess'
  | 'ageWord'
  /** How often, of what happens. */
  | 'times'
  | 'negative'
  | 'positive'
  | 'missing'
  /** That there is one. */
  | 'known'
  | 'without'
  /** That something never was, or that there is none. */
  | 'never'
  | 'before'
  | 'after'
  | 'since'
  /** To the end of the time that is named. */
  | 'through'
  | 'deviation'
  | Grain
  // what kind of model
  | 'classification'
  | 'regression'
  | Algorithm;

export const grains = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'weekday'] as const;
export type Grain = (typeof grains)[number];

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
  /** Orders of words that say the same, brought to the one that the readers know. */
  sameAs?: readonly (readonly [RegExp, string])[];
  /** Phrases by meaning. Longer phrases win over shorter ones. */
  phrases: Partial<Record<Word, readonly string[]>>;
  /** Other names for words that schemas are made of, by their English form. */
  synonyms: Readonly<Record<string, readonly string[]>>;
}
