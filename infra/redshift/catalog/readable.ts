import { hiddenIsMissing, hideColumns } from '../../../shared/catalog/semantics/apply.ts';
import type { Semantics } from '../../../shared/catalog/semantics/parse.ts';
import type { Catalog } from '../../../shared/plan/catalog.ts';
import { isWritable } from './nameable.ts';
import type { Relation } from './relations.ts';

/**
 * The relations with the columns that may be asked for: not hidden, and of a name that a query may hold. One whose hidden
 * column is not there is not read at all.
 */
export function readable(
  semantics: Semantics,
  relations: readonly Relation[],
): { relations: Relation[]; problems: Catalog['problems'] } {
  const problems: Catalog['problems'] = [];
  const left: Relation[] = [];
  for (const relation of relations) {
    const refuse = (text: string) =>
      problems.push({ source: `${relation.schema}.${relation.name}`, line: null, text });
    const visible = hideColumns(semantics, relation);
    if (visible === null) {
      refuse(hiddenIsMissing);
      continue;
    }
    const columns = visible.columns.filter(({ name }) => isWritable(name));
    if (columns.length < visible.columns.length)
      refuse(
        'columns whose names hold a character that no query may hold are left out: rename them in a view',
      );
    if (columns.length === 0) refuse('nothing of it is left to read');
    else left.push({ ...visible, columns });
  }
  return { relations: left, problems };
}
