import { planByRules } from '../../../../services/planner/rules/plan-by-rules.ts';
import { createPlanner } from '../../../../services/planner/step.ts';
import { lookAs } from '../../../stages/stage.ts';
import { readModels } from '../models.ts';
import { createRoot } from '../root.ts';
import { createWarehouse } from '../warehouse/create.ts';

const root = createRoot('planner', process.env);

export const handler = root.onQueue('planner', async () => {
  const ports = { ...root.ports, warehouse: createWarehouse(root) };
  const models = await readModels(root, process.env);
  return lookAs(ports, createPlanner(ports, { planPrompt: planByRules, models }), 'planner');
});
