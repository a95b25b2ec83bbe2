/** The process that makes a snapshot: what a broken or huge file does to DuckDB does not reach the host. */
import type { Catalog } from '../../../../shared/plan/catalog.ts';
import { memoryLimit, writeSnapshot } from './snapshot.ts';
import type { Source } from '../../../tables/sources.ts';

export interface LoadOrder {
  directory: string;
  dataVersion: string;
  sources: Source[];
  /** Files that an earlier try died of. */
  refused: Catalog['problems'];
}

/** What the host is told: which file is at hand, and why it all ended if not well. */
export type LoadReport = { loading: string } | { error: string } | { tooMuchMemory: true };

const watchMilliseconds = 50;
/** What Node, DuckDB and the allocator hold beyond DuckDB's own limit. */
const overheadBytes = 2 ** 30;

const report = (message: LoadReport, sent = (): void => undefined): void =>
  void process.send?.(message, undefined, undefined, sent);

process.once('message', (order: LoadOrder) => {
  const most = memoryLimit() + overheadBytes;
  setInterval(() => {
    if (process.memoryUsage.rss() > most) report({ tooMuchMemory: true }, () => process.exit(1));
  }, watchMilliseconds);
  writeSnapshot(order.directory, order.dataVersion, order.sources, {
    refused: order.refused,
    onSource: (file) => report({ loading: file }),
  }).then(
    () => process.exit(0),
    (error: unknown) =>
      report({ error: error instanceof Error ? error.message : String(error) }, () => process.exit(1)),
  );
});
process.once('disconnect', () => process.exit(1));
