import type { DuckDBConnection } from '@duckdb/node-api';
import { candidateLinks } from '../../../../shared/catalog/links.ts';
import type { Link, Table } from '../../../../shared/plan/catalog.ts';
import { identifier, rowOf } from '../sql-text.ts';

/** Each costs one pass over two columns. */
const mostTries = 500;

/** The foreign keys that names and statistics speak for and the data does not contradict: no value is without its key. */
export async function findLinks(connection: DuckDBConnection, tables: readonly Table[]): Promise<Link[]> {
  const links: Link[] = [];
  for (const link of candidateLinks(tables).slice(0, mostTries)) {
    if (links.some((one) => one.table === link.table && one.column === link.column)) continue;
    const [from, to] = [identifier(link.column), identifier(link.toColumn)];
    const [strangers] = await rowOf(
      connection,
      `select count(*) from (select ${from} from ${identifier(link.table)} where ${from} is not null
        except select ${to} from ${identifier(link.toTable)})`,
    );
    if (Number(strangers) === 0) links.push(link);
  }
  return links;
}
