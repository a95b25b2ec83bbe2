/** One parser in a process of its own: `parser-process.ts <name> <address of its module>` prints what it took. */
import { benign } from '../shared/sql/corpus.ts';
import { time } from './statistics.ts';

const dialects = ['duckdb', 'redshift'] as const;
type Dialect = (typeof dialects)[number];
/** Throws what the parser has against a statement. */
type Parse = (sql: string, dialect: Dialect) => void;

const loaders: Record<string, (address: string) => Promise<Parse>> = {
  async sqlparser(address) {
    const parser = (await import(address)) as typeof import('@guanmingchiu/sqlparser-ts');
    await parser.init();
    const grammars = { duckdb: new parser.DuckDbDialect(), redshift: new parser.RedshiftDialect() };
    return (sql, dialect) => void parser.parse(sql, grammars[dialect]);
  },
  async polyglot(address) {
    const { parse } = (await import(address)) as {
      parse: (sql: string, dialect: Dialect) => { success: boolean; error?: string };
    };
    return (sql, dialect) => {
      const { success, error } = parse(sql, dialect);
      if (!success) throw new Error(error);
    };
  },
};

export interface ParserFigures {
  loadMs: number;
  /** Of each benign statement, the second time that it is read. */
  parseMicroseconds: number[];
  parsed: number;
  statements: number;
}

const [name = '', address = ''] = process.argv.slice(2);
const started = performance.now();
const parse = await loaders[name]?.(address);
if (parse === undefined) throw new Error(`there is no parser ${name}: ${Object.keys(loaders).join(', ')}`);
parse('SELECT 1', 'duckdb');
const figures: ParserFigures = {
  loadMs: performance.now() - started,
  parseMicroseconds: [],
  parsed: 0,
  statements: 0,
};
for (const dialect of dialects)
  for (const sql of benign(dialect)) {
    figures.statements++;
    try {
      const [, second = 0] = await time(2, async () => parse(sql, dialect));
      figures.parseMicroseconds.push(second * 1_000);
      figures.parsed++;
    } catch (error) {
      process.stderr.write(`${name} cannot read ${sql}: ${String(error)}\n`);
    }
  }
process.stdout.write(JSON.stringify(figures));
