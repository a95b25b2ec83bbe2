import { createExecutorDispatch } from '../../../../services/executor-dispatch/step.ts';
import { lookAs } from '../../../stages/stage.ts';
import { createRoot } from '../root.ts';
import { createSandbox } from '../sandbox/create.ts';
import { createWarehouse } from '../warehouse/create.ts';

const root = createRoot('executor-dispatch', process.env);

export const handler = root.onQueue('executor-dispatch', () => {
  const sandbox = createSandbox(root);
  const ports = { ...root.ports, warehouse: createWarehouse(root), sandbox };
  const look = lookAs(ports, createExecutorDispatch(ports), 'executor-dispatch');
  return async (message) => {
    await look(message);
    // A function that has answered is frozen: the slot that replaces the one just taken is launched before.
    await sandbox.settled();
  };
});
