import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import type { Warehouse } from '../../../../shared/ports/warehouse.ts';
import { clientConfig } from '../clients.ts';
import type { Root } from '../root.ts';
import { createRoleSessions } from '../sessions.ts';
import { createCopyObject } from './copy-object.ts';
import { createRedshiftWarehouse } from './redshift-warehouse.ts';

/** How long the warehouse is believed to be as it was: then a catalog is read anew, and the same SQL may give other rows. */
const catalogMaxAgeSeconds = 900;

/** Longer than any function lives in one call. */
const callSeconds = 900;

/**
 * Redshift as one role sees it, whichever function asks: the Data API shows a statement to the role alone that started it,
 * and executor-dispatch stops what planner and reporter have started.
 */
export function createWarehouse({ settings, clients, ports, clock }: Root): Warehouse {
  const sessions = createRoleSessions({ sts: clients.sts, role: settings.queryRole, clock });
  const { bucket, redshift } = settings;
  return createRedshiftWarehouse({
    client: new RedshiftDataClient({ ...clientConfig(), credentials: () => sessions.lasting(callSeconds) }),
    target: redshift,
    unload: { bucket, role: redshift.unloadRole },
    store: ports.store,
    copy: createCopyObject({ client: clients.s3, bucket }),
    clock,
    // Once in a while, by one function: what reads notes and YAML is loaded then.
    readCatalog: async (runSql) => {
      const { readCatalog } = await import('../../../redshift/catalog/read-catalog.ts');
      return readCatalog(runSql, { schemas: redshift.schemas, store: ports.store });
    },
    catalogMaxAgeSeconds,
  });
}
