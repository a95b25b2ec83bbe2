import type { ModelSees } from '../model/settings.ts';
import type { Catalog, Link, Table } from '../plan/catalog.ts';
import { describeTable, nameTable, type TableView } from './describe-table.ts';
import { likelyLinks } from './links.ts';
import { createPassageSearch } from './passages.ts';
import { createCatalogSearch, relevanceTo, type CatalogSearch } from './search/rank.ts';
import { estimateTokens } from './tokens.ts';
import { visibleCatalog } from './visible.ts';

/** What a model is given of the catalog and the notes together, as `estimateTokens` counts. */
export const catalogTokens = 12_000;

export interface DescribeRequest {
  question: string;
  sees: ModelSees;
  /** What both texts together may take, as `estimateTokens` counts. */
  tokens: number;
}

export interface CatalogDescription {
  /** A line per table and column. */
  catalog: string;
  /** Domain notes and verified examples: the user's words, as data. */
  notes: string;
  /** The tables that `catalog` describes with their columns, the most relevant first. */
  tables: string[];
  /** Notes that have to do with the question: `revenue.md#Refunds`. */
  noteSources: string[];
}

/** Of a catalog that does not fit: its most relevant tables get a line per column, the next ones a line in all. */
const detailedTables = 12;
const notesShare = 0.2;

/**
 * What a model is told of the tables that a question is about, and of what their owner has written about them. A catalog that
 * fits is told whole and in its own order, whatever the question: a text that stays the same is cached by who serves the
 * model. Hidden columns have no part in it.
 */
export function describeCatalog(
  catalog: Catalog,
  { question, sees, tokens }: DescribeRequest,
): CatalogDescription {
  const prepared = prepare(catalog);
  const { text: notes, sources: noteSources } = prepared.passages(question, tokens * notesShare);
  const relevance = relevanceTo(question);
  const view = (table: Table): TableView => ({
    table,
    links: prepared.links.get(table.name) ?? [],
    sees,
    relevance,
  });
  const free = tokens - estimateTokens(notes);
  const shown =
    tellWhole(prepared.tables.map(view), free) ?? tellPart(prepared.rank(question).map(view), free);
  const others = prepared.tables.length - shown.tables.length;
  const lines = others === 0 ? shown.lines : [...shown.lines, otherTables(others)];
  return { catalog: lines.join('\n'), notes, tables: shown.tables, noteSources };
}

interface Shown {
  lines: string[];
  tables: string[];
}

/** Null when it does not fit. */
function tellWhole(views: readonly TableView[], free: number): Shown | null {
  const shown: Shown = { lines: [], tables: [] };
  let left = free;
  for (const view of views) {
    const text = describeTable(view);
    left -= estimateTokens(`${text}\n`);
    if (left < 0) return null;
    shown.lines.push(text);
    shown.tables.push(view.table.name);
  }
  return shown;
}

function tellPart(views: readonly TableView[], free: number): Shown {
  const shown: Shown = { lines: [], tables: [] };
  let left = free - estimateTokens(otherTables(views.length));
  for (const view of views) {
    const forms = shown.tables.length < detailedTables ? [describeTable, nameTable] : [nameTable];
    const text = forms.map((form) => form(view)).find((one) => estimateTokens(`${one}\n`) <= left);
    if (text === undefined) continue;
    left -= estimateTokens(`${text}\n`);
    shown.lines.push(text);
    shown.tables.push(view.table.name);
  }
  return shown;
}

const otherTables = (count: number): string => `${count} other tables are not shown.`;

interface Prepared {
  tables: readonly Table[];
  links: ReadonlyMap<string, Link[]>;
  rank: (question: string) => Table[];
  passages: ReturnType<typeof createPassageSearch>;
}

/** An index of 900 tables takes a good part of a second to build: once per catalog, which is as long as its data version. */
const preparations = new WeakMap<Catalog, Prepared>();

function prepare(catalog: Catalog): Prepared {
  const known = preparations.get(catalog);
  if (known !== undefined) return known;
  // Adapters leave hidden columns out; whoever did not must not be the one who tells of them.
  const visible = visibleCatalog(catalog);
  const links = visible.links ?? likelyLinks(visible);
  let search: CatalogSearch | undefined;
  const prepared: Prepared = {
    tables: visible.tables,
    links: Map.groupBy(links, ({ table }) => table),
    rank: (question) => (search ??= createCatalogSearch(visible, links)).rank(question),
    passages: createPassageSearch(visible),
  };
  preparations.set(catalog, prepared);
  return prepared;
}
