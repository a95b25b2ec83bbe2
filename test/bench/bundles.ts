import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../infra/aws/build/bundle.ts';
import { bundleFolder, functionNames, type FunctionName } from '../../infra/aws/functions/names.ts';
import type { Measures } from './report.ts';
import { round, summarize } from './statistics.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const functionHost = fileURLToPath(new URL('../infra/aws/system/function-host.mjs', import.meta.url));

/** What a function needs to begin; nothing of it is called. */
const arn = 'arn:aws:iam::123456789012:role/some';
const urls = JSON.stringify(
  Object.fromEntries(
    functionNames
      .filter((name) => name !== 'ingest' && name !== 'sweep')
      .map((name) => [name, `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`]),
  ),
);
const environment = {
  PATH: process.env['PATH'] ?? '',
  AWS_REGION: 'us-east-1',
  KAISEKI_BUCKET: 'bucket',
  KAISEKI_EVENT_BUS: 'bus',
  KAISEKI_QUEUES: urls,
  KAISEKI_DEAD_LETTER_QUEUES: urls,
  KAISEKI_SIGNER_ROLE: arn,
  KAISEKI_QUERY_ROLE: arn,
  KAISEKI_CLUSTER: 'cluster',
  KAISEKI_TASK_DEFINITION: 'executor',
  KAISEKI_SUBNETS: 'subnet-1',
  KAISEKI_SECURITY_GROUPS: 'sg-1',
  KAISEKI_CAPACITY: '3',
  KAISEKI_WARM_SLOTS: '0',
  KAISEKI_CAPACITY_PROVIDERS: 'FARGATE',
  KAISEKI_REDSHIFT_WORKGROUP: 'workgroup',
  KAISEKI_REDSHIFT_DATABASE: 'dev',
  KAISEKI_REDSHIFT_SCHEMAS: 'public',
  KAISEKI_UNLOAD_ROLE: arn,
  KAISEKI_WEBHOOK_SECRET: arn,
  KAISEKI_AUTH: 'iam',
};

/** Every function's bundle as it is deployed: what it weighs, and how long a new process takes to load its module. */
export async function measureBundles(processes: number): Promise<Measures> {
  const measures: Measures = {};
  for (const name of functionNames) {
    const { atStart, later } = await bundle(root, name);
    const loads: number[] = [];
    for (let i = 0; i < processes; i++) loads.push(await loadMilliseconds(name));
    measures[`${name}BundleKilobytes`] = round(atStart / 1e3);
    measures[`${name}LaterKilobytes`] = round(later / 1e3);
    measures[`${name}InitMs`] = summarize(loads);
  }
  return measures;
}

function loadMilliseconds(name: FunctionName): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(functionHost, [`${root}${bundleFolder(name)}/index.mjs`], {
      env: environment,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.once('message', (message) => {
      resolve((message as { initMilliseconds: number }).initMilliseconds);
      child.kill();
    });
    child.once('exit', () => reject(new Error(`${name} ended before it was loaded`)));
  });
}
