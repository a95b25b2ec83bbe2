import type { Catalog } from '../../../shared/plan/catalog.ts';
import type { Language, Plan } from '../../../shared/plan/plan.ts';
import type { Parent } from '../step.ts';
import type { Items } from './words/items.ts';

export interface IntentRequest {
  items: Items;
  catalog: Catalog;
  language: Language;
  parent: Parent | null;
  /** What was assumed about names, in words for the answer. */
  assumptions: string[];
}

/** One kind of thing that the rules can plan. Null when the prompt asks for something else, or for more than that. */
export type Intent = (request: IntentRequest) => Plan | null;
