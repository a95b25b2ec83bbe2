import { createRepair } from '../../../../services/repair/step.ts';
import { lookAs } from '../../../stages/stage.ts';
import { readModels } from '../models.ts';
import { createRoot } from '../root.ts';
import { createWarehouse } from '../warehouse/create.ts';

const root = createRoot('repair', process.env);

export const handler = root.onQueue('repair', async () => {
  const ports = { ...root.ports, warehouse: createWarehouse(root) };
  return lookAs(ports, createRepair(ports, { models: await readModels(root, process.env) }), 'repair');
});
