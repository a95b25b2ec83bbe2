/** The process that makes a snapshot: what a broken or huge file does to DuckDB does not reach the host. */
import { writeSnapshot } from './snapshot.ts';
import type { Source } from './sources.ts';

export interface LoadOrder {
  directory: string;
  dataVersion: string;
  sources: Source[];
}

process.once('message', (order: LoadOrder) => {
  writeSnapshot(order.directory, order.dataVersion, order.sources).then(
    () => process.exit(0),
    (error: unknown) => {
      process.send?.({ error: error instanceof Error ? error.message : String(error) }, () =>
        process.exit(1),
      );
    },
  );
});
process.once('disconnect', () => process.exit(1));
