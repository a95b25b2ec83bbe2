import type { Catalog } from '../../../shared/plan/catalog.ts';
import { characterProblem } from '../../../shared/sql/characters.ts';
import { fold } from '../../../shared/sql/scope.ts';
import type { Relation } from './relations.ts';
import { identifier } from './sql-text.ts';

/** The table that a materialized view keeps its rows in (MV_TBL__<view>__<n>), which nobody means. */
const keptRows = /^mv_tbl__.+__\d+$/i;

/**
 * The relations that a query can read. The guard takes tables by their bare names, and the session looks for those along the
 * search path, which is made of the schemas: so of two tables of one name the earlier schema's is meant. A name of
 * Redshift's own never reaches a user's table, and one with a character that the guard refuses cannot be written. External
 * tables are on no search path (r_search_path). Whatever is left out is a problem, with the view that would mend it.
 */
export function nameable(
  relations: readonly Relation[],
  systemNames: readonly string[],
  externalSchemas: readonly string[],
): { relations: Relation[]; problems: Catalog['problems'] } {
  const system = new Set(systemNames.map(fold));
  const taken = new Map<string, Relation>();
  const problems: Catalog['problems'] = externalSchemas.map((schema) => ({
    source: schema,
    line: null,
    text: `it is an external schema, whose tables can be named only with it: make views of them in another schema (CREATE VIEW … WITH NO SCHEMA BINDING)`,
  }));
  for (const relation of relations) {
    if (externalSchemas.includes(relation.schema) || keptRows.test(relation.name)) continue;
    const text = hindrance(relation, system, taken.get(fold(relation.name)));
    if (text === null) taken.set(fold(relation.name), relation);
    else problems.push({ source: `${relation.schema}.${relation.name}`, line: null, text });
  }
  return { relations: [...taken.values()], problems };
}

/** Why a query that names the relation does not read it; null when it does. */
function hindrance({ name }: Relation, system: ReadonlySet<string>, namesake?: Relation): string | null {
  const mend = 'make a view of it by another name';
  if (system.has(fold(name)))
    return `Redshift has a table of its own by this name, which is found first: ${mend}`;
  if (!isWritable(name)) return `its name holds a character that no query may hold: ${mend}`;
  if (namesake === undefined) return null;
  return `${namesake.schema}.${namesake.name} has its name and is found first: ${mend}`;
}

/** Whether a query may hold the name, in quotation marks. */
export const isWritable = (name: string): boolean => characterProblem(identifier(name)) === null;
