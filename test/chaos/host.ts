/** A host for the chaos test, in a process of its own: `node host.ts <state folder>`. Prints its URL. */
import { givenPlans, sampleInput } from '../infra/local/host/kit.ts';
import { startHost } from '../../infra/local/host.ts';
import { createLogger } from '../../infra/system/log.ts';
import { preparePython } from '../../infra/local/prepare-python.ts';

const program = `import time
import kaiseki
frame = kaiseki.load("data")
for step in range(4):
    kaiseki.progress(step / 4, "counting")
    time.sleep(0.05)
kaiseki.metric("rows", len(frame))
kaiseki.answer("{{metric.rows|,d}} rows.")
`;

const host = await startHost({
  stateDirectory: process.argv[2] ?? '',
  inputDirectory: sampleInput,
  port: 0,
  preparePython,
  warm: true,
  allowLoopbackWebhooks: true,
  log: createLogger((line) => process.stderr.write(line), 'error'),
  planPrompt: givenPlans({
    query: {
      queries: [{ name: 'result', sql: 'SELECT gender, count(*) AS n FROM users GROUP BY gender' }],
    },
    program: { queries: [{ name: 'data', sql: 'SELECT userid, age FROM users' }], program },
  }),
});
process.stdout.write(`${host.url}\n`);
