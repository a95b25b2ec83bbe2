import { createReporter } from '../../../../services/reporter/step.ts';
import { lookAs } from '../../../stages/stage.ts';
import { readModels } from '../models.ts';
import { createRoot } from '../root.ts';
import { createWarehouse } from '../warehouse/create.ts';

const root = createRoot('reporter', process.env);

export const handler = root.onQueue('reporter', async () => {
  const ports = { ...root.ports, warehouse: createWarehouse(root) };
  return lookAs(ports, createReporter(ports, { models: await readModels(root, process.env) }), 'reporter');
});
