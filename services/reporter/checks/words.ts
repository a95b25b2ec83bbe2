import type { Warning } from '../../../shared/plan/manifest.ts';
import type { Language } from '../../../shared/plan/plan.ts';
import { formatNumber } from '../answer/format.ts';

export const count = (value: number): string => formatNumber(value);

/** 0.62 → 62%, 0.0004 → 0.04%. */
export const percent = (share: number): string => `${formatNumber(Number((share * 100).toPrecision(3)))}%`;

/** A warning in the language of the prompt; names of tables and columns stay as they are. */
export const warning = (
  language: Language,
  { texts, ...rest }: Omit<Warning, 'text'> & { texts: Record<Language, string> },
): Warning => ({ ...rest, text: texts[language] });

/** What was found, but not how much of it. */
export const withoutNumbers = (text: string): string =>
  text.replace(/(?<![\p{L}_])\p{Nd}+(?:[.,]\p{Nd}+)*/gu, 'n');
