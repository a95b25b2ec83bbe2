import type { Catalog } from '../../shared/plan/catalog.ts';
import type { Extract } from '../../shared/plan/dataset.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { ExtractRequest, ExtractState, Warehouse } from '../../shared/ports/warehouse.ts';
import { sha256 } from '../../shared/run/keys.ts';

export const catalogOfThings: Catalog = {
  dialect: 'duckdb',
  dataVersion: 'd1',
  tables: [
    {
      name: 'things',
      comment: null,
      rowCount: 3,
      columns: [
        {
          name: 'kind',
          type: 'VARCHAR',
          kind: 'text',
          comment: null,
          nullShare: 0,
          distinctCount: 2,
          min: 'a',
          max: 'b',
          values: ['a', 'b'],
        },
      ],
    },
  ],
  problems: [],
};

export interface MemoryWarehouse extends Warehouse {
  readonly started: ExtractRequest[];
  readonly stopped: string[];
  /** Ends a started query as a warehouse would: result first, then its state. */
  succeed(token: string, rows?: Extract['rows']): Promise<void>;
  end(token: string, state: ExtractState): void;
}

/** A warehouse whose queries end when a test says so, or at once. */
export function createMemoryWarehouse(options: {
  store: ObjectStore;
  catalog?: Catalog;
  /** Queries succeed as soon as they start. */
  immediate?: boolean;
}): MemoryWarehouse {
  const { store, catalog = catalogOfThings } = options;
  const states = new Map<string, ExtractState>();
  const requests = new Map<string, ExtractRequest>();
  const started: ExtractRequest[] = [];
  const stopped: string[] = [];

  async function succeed(token: string, rows: Extract['rows'] = [[3]]): Promise<void> {
    const request = requests.get(token);
    if (request === undefined) throw new Error(`${token} was not started`);
    const parquet = `parquet of ${request.sql}`;
    await store.put(`${request.prefix}data.parquet`, parquet);
    const extract: Extract = {
      columns: [{ name: 'count', type: 'BIGINT' }],
      rowCount: rows.length,
      rows,
      bytes: parquet.length,
      sha256: sha256(parquet),
    };
    await store.put(`${request.prefix}result.json`, JSON.stringify(extract));
    states.set(token, { status: 'succeeded' });
  }

  return {
    dialect: 'duckdb',
    started,
    stopped,
    succeed,
    end: (token, state) => void states.set(token, state),
    catalog: async () => catalog,
    explain: async () => null,
    async start(request) {
      if (!states.has(request.token)) {
        started.push(request);
        requests.set(request.token, request);
        states.set(request.token, { status: 'running' });
        if (options.immediate === true) await succeed(request.token);
      }
      return request.token;
    },
    inspect: async (handle) =>
      states.get(handle) ?? { status: 'ended', counted: false, reason: 'nobody knows it' },
    async stop(token) {
      stopped.push(token);
      const state = states.get(token);
      if (state === undefined) return 'unknown';
      if (state.status === 'running')
        states.set(token, { status: 'ended', counted: true, reason: 'stopped' });
      return 'ended';
    },
  };
}
