import { hiddenIsMissing } from '../../shared/catalog/semantics/apply.ts';
import { nameKey } from '../../shared/catalog/semantics/name-key.ts';
import { SourceProblem } from './problem.ts';

/**
 * The columns of a file that are loaded: hidden ones never reach the snapshot.
 * @throws SourceProblem where it is not certain which ones are hidden
 */
export function visibleColumns(columns: readonly string[], hidden: readonly string[]): string[] {
  const keys = new Set(hidden.map(nameKey));
  const gone = columns.filter((name) => keys.has(nameKey(name)));
  if (new Set(gone.map(nameKey)).size < keys.size) throw new SourceProblem(hiddenIsMissing);
  if (gone.length === columns.length) throw new SourceProblem('nothing of it is left to load');
  return columns.filter((name) => !keys.has(nameKey(name)));
}

/**
 * DuckDB numbers the names of a Parquet file that differ in case only: ssn, SSN_1.
 * @throws SourceProblem
 */
export function refuseNamesakes(names: readonly string[], hidden: readonly string[]): void {
  for (const key of new Set(hidden.map(nameKey)))
    if (names.filter((name) => nameKey(name) === key).length > 1)
      throw new SourceProblem(
        'names of its columns differ in case only, and semantics.yaml hides one of them: rename them',
      );
}
