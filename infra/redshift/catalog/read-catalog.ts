import { strangeTables } from '../../../shared/catalog/semantics/apply.ts';
import { RetryableError } from '../../../shared/errors.ts';
import type { Catalog } from '../../../shared/plan/catalog.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import { mapAtOnce } from '../../catalog/at-once.ts';
import { completeCatalog, ofSemantics } from '../../catalog/complete.ts';
import { readLoadId } from '../load-id.ts';
import { describeRelation } from './describe-relation.ts';
import { nameable } from './nameable.ts';
import { readable } from './readable.ts';
import { listings, toRelations, type Relation } from './relations.ts';
import { tryRows, type RunSql } from './run-sql.ts';
import { readSizes } from './sizes.ts';
import { readStoredGuidance } from './stored-guidance.ts';
import { trialsOf, type Described } from './trials.ts';

export interface RedshiftCatalogOptions {
  /** Where tables are looked for, in this order: the session's search path. */
  schemas: readonly string[];
  store: Pick<ObjectStore, 'get' | 'list'>;
}

/** Each table takes three or four, of which the Data API starts at most 20 a second for the whole account. */
const statementsAtOnce = 4;

/**
 * The tables and views of the schemas by their bare names, which is how the guard takes them. `dataVersion` is the load's id, or
 * empty where nobody says what load the tables are of. A table that cannot be read is a problem, and the others work.
 * @throws RetryableError when no table can be read, or Redshift cannot be asked
 */
export async function readCatalog(
  runSql: RunSql,
  { schemas, store }: RedshiftCatalogOptions,
): Promise<Catalog> {
  // Before the tables: whoever loads names the load last.
  const dataVersion = (await readLoadId(store)) ?? '';
  return { dialect: 'redshift', dataVersion, ...(await readTables(runSql, { schemas, store })) };
}

async function readTables(
  runSql: RunSql,
  { schemas, store }: RedshiftCatalogOptions,
): Promise<Omit<Catalog, 'dialect' | 'dataVersion'>> {
  const { semantics, notes, problems } = await readStoredGuidance(store);
  if (semantics === null) return { tables: [], problems };
  const listed = await listRelations(runSql, schemas);
  const names = listed.all.map(({ name }) => name);
  const strange = strangeTables(semantics, names);
  const found = [...problems, ...listed.problems, ...strange.mistakes.map(ofSemantics)];
  if (strange.hides) return { tables: [], problems: found };

  const { relations, problems: unreadable } = readable(semantics, listed.relations);
  const { described, problems: refused } = await describeAll(runSql, schemas, relations);
  const tables = described.map(({ table }) => table);
  return completeCatalog(
    { tables, semantics, notes, problems: [...found, ...unreadable, ...refused] },
    trialsOf(runSql, described, statementsAtOnce),
  );
}

async function listRelations(runSql: RunSql, schemas: readonly string[]) {
  const columns = await runSql(listings.columns(schemas));
  // It looks at every view of the database, whoever's: one that is broken shall not cost all tables.
  const ofViews = await tryRows(runSql, listings.lateBinding(schemas));
  const late = 'rows' in ofViews ? ofViews.rows : [];
  const all = toRelations([...columns, ...late], await runSql(listings.comments(schemas)), schemas);
  const system = await runSql(listings.systemNames());
  const external = await runSql(listings.externalSchemas(schemas));
  const namesOf = (rows: typeof system, column: string) => rows.map((row) => String(row[column]));
  const found = nameable(all, namesOf(system, 'table_name'), namesOf(external, 'schema_name'));
  if ('refusal' in ofViews) {
    const text = `views WITH NO SCHEMA BINDING could not be listed: ${ofViews.refusal}`;
    found.problems.push({ source: 'pg_get_late_binding_view_cols', line: null, text });
  }
  return { all, ...found };
}

async function describeAll(
  runSql: RunSql,
  schemas: readonly string[],
  relations: readonly Relation[],
): Promise<{ described: Described[]; problems: Catalog['problems'] }> {
  const sizeOf = await readSizes(runSql, schemas);
  const described: Described[] = [];
  const problems: Catalog['problems'] = [];
  const answers = await mapAtOnce(relations, statementsAtOnce, async (relation) => ({
    relation,
    answer: await describeRelation(runSql, relation, sizeOf),
  }));
  for (const { relation, answer } of answers) {
    const source = `${relation.schema}.${relation.name}`;
    if ('table' in answer) described.push({ relation, table: answer.table });
    else problems.push({ source, line: null, text: answer.refusal });
  }
  const [first] = problems;
  // Not the tables' fault: a catalog without any would be believed.
  if (described.length === 0 && first !== undefined)
    throw new RetryableError(
      `no table of ${schemas.join(', ')} could be read; of ${first.source}: ${first.text}`,
    );
  return { described, problems };
}
