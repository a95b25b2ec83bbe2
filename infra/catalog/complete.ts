import { describeBy, hiddenNames } from '../../shared/catalog/semantics/apply.ts';
import type { Mistake } from '../../shared/catalog/semantics/mistakes.ts';
import type { Semantics } from '../../shared/catalog/semantics/parse.ts';
import { createScrub, scrubCatalog } from '../../shared/catalog/semantics/scrub.ts';
import type { Catalog, Note, Table } from '../../shared/plan/catalog.ts';
import { guardOptionsOf } from '../../shared/sql/options.ts';
import { verifyExamples } from './examples.ts';
import { semanticsFile } from './guidance.ts';
import { findLinks, type LinkTrials } from './links.ts';

export interface Read {
  /** Without hidden columns. */
  tables: readonly Table[];
  semantics: Semantics;
  notes: Note[];
  problems: Catalog['problems'];
}

/** What only the warehouse can say. */
export interface Trials extends LinkTrials {
  dialect: Catalog['dialect'];
  /** Null when it can plan the statement, else its complaint in one line. */
  explain: (sql: string) => Promise<string | null>;
}

/** The tables with the owner's words, links, verified examples and notes; nowhere in its texts is what is hidden. */
export async function completeCatalog(
  { tables, semantics, notes, problems }: Read,
  trials: Trials,
): Promise<Omit<Catalog, 'dialect' | 'dataVersion'>> {
  const described = tables.map((table) => describeBy(semantics, table));
  const known = described.map(({ table }) => table);
  const links = await findLinks(known, trials);
  const options = guardOptionsOf({ dialect: trials.dialect, tables: known });
  const verified = await verifyExamples(semantics, options, trials.explain);
  const found = [
    ...problems,
    ...described.flatMap(({ mistakes }) => mistakes.map(ofSemantics)),
    ...verified.problems,
  ];
  const visible = known.flatMap(({ name, columns }) => [name, ...columns.map((column) => column.name)]);
  const scrub = createScrub(hiddenNames(semantics), visible);
  return scrubCatalog({ tables: known, links, notes, examples: verified.examples, problems: found }, scrub);
}

export const ofSemantics = ({ line, text }: Mistake): Catalog['problems'][number] => ({
  source: semanticsFile,
  line,
  text,
});
