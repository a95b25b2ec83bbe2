import { chooseModels } from './models.ts';
import { endWith, serveStandardInput } from './optimizer-end.ts';

const chooseModel = async (model: string) => (await chooseModels({ model, planner: 'model' })).model;
await endWith(serveStandardInput(process.argv.slice(2), chooseModel));
