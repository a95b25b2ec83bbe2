import { isWord, type Item, type Items, type Step } from '../words/items.ts';

/** "A, B and C": the items of one kind that follow each other, and the words that join them. */
export interface Run {
  members: Item[];
  joints: Item[];
}

/** From that item in one direction. Commas are silent, so neighbours belong together unless `joined` demands a word. */
export function runFrom(
  items: Items,
  first: Item | null,
  step: Step,
  fits: (item: Item) => boolean,
  joined = false,
): Run {
  const run: Run = { members: [], joints: [] };
  let item = first;
  while (items.isUnused(item) && fits(item)) {
    run.members.push(item);
    const following = items.next(item, step);
    const joint = isWord(following, 'and', 'or') ? following : null;
    const beyond = joint === null ? (joined ? null : following) : items.next(joint, step);
    if (beyond === null || !fits(beyond)) break;
    if (joint !== null) run.joints.push(joint);
    item = beyond;
  }
  return run;
}
