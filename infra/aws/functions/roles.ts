import type * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, type Context } from '../context.ts';
import { trustRoles, trustService } from '../policies/document.ts';
import { assumers } from '../policies/functions.ts';
import { downloadSigner, slotSigner } from '../policies/store.ts';
import { queryRole } from '../policies/warehouse.ts';
import { createBareRole, createRole, type GrantedRole } from '../roles.ts';
import type { Store } from '../storage/bucket.ts';
import type { WarehouseParts } from '../warehouse/warehouse.ts';
import { functionNames, type FunctionName } from './names.ts';

export type FunctionRoles = Record<FunctionName, aws.iam.Role>;

/** A role of its own for every function. What it may do is granted when everything is there. */
export function createFunctionRoles(context: Context): FunctionRoles {
  const { within } = group(context, 'FunctionRoles');
  return Object.fromEntries(
    functionNames.map((name) => [
      name,
      createBareRole(context, name, within, {
        description: `The function ${name}`,
        trust: trustService('lambda.amazonaws.com'),
      }),
    ]),
  ) as FunctionRoles;
}

export interface AssumedRoles {
  /** Signs what a slot gets. */
  slotSigner: GrantedRole;
  /** Signs what people download. */
  downloadSigner: GrantedRole;
  /** Asks the warehouse, for whichever function. */
  queryRole: GrantedRole;
}

/** Roles that functions assume. Two of them sign: the bucket refuses the first from outside the network of the slots. */
export function createAssumedRoles(
  context: Context,
  roles: FunctionRoles,
  store: Store,
  warehouse: WarehouseParts,
): AssumedRoles {
  const { within } = group(context, 'AssumedRoles');
  const key = context.config.kmsKey;
  const trusted = (names: readonly FunctionName[]) =>
    pulumi.all(names.map((name) => roles[name].arn)).apply((arns) => trustRoles(arns));
  return {
    slotSigner: createRole(context, 'slot-signer', within, {
      description: 'Signs what slots read and write',
      trust: trusted(assumers.slotSigner),
      policy: store.arn.apply((arn) => slotSigner(arn, key)),
    }),
    downloadSigner: createRole(context, 'download-signer', within, {
      description: 'Signs what people download',
      trust: trusted(assumers.downloadSigner),
      policy: store.arn.apply((arn) => downloadSigner(arn, key)),
    }),
    queryRole: createRole(context, 'query', within, {
      description: 'Asks the warehouse; its user there may only read',
      trust: trusted(assumers.queryRole),
      policy: warehouse.arn.apply((arn) => queryRole(arn, warehouse.secret)),
    }),
  };
}
