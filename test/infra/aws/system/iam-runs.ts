import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { createClients } from '../../../../infra/aws/runtime/clients.ts';
import { queuedStages } from '../../../../shared/topology.ts';
import type { System } from './system.ts';

const question = 'How many users are there?';
const training =
  "'interaction'テーブルから機械学習モデルを作成してください。'purchase'列をターゲット変数として使用してください。";

/** Everything that people and the schedule make the functions do, once each. */
export async function doEverything(system: System): Promise<void> {
  await system.call('GET', '/catalog');
  await ask(system);
  await trainAndPredict(system);
  await cancel(system);
  await repair(system);
  await poison(system);
}

async function ask(system: System): Promise<void> {
  const run = await system.ask(question, { webhook: { url: system.webhookUrl } });
  await until(async () => system.webhooks.length > 0, 'the webhook');
  await system.call('GET', '/runs');
  await system.call('GET', `/runs/${run.id}`);
  await download(system, run);
  await until(
    async () => (await system.call('DELETE', `/runs/${run.id}`)).status === 204,
    `${run.id} to be closed and deleted`,
  );
}

async function trainAndPredict(system: System): Promise<void> {
  const run = await system.ask(training);
  await download(system, run);
  await system.ask('Predict with it', { parentRunId: run.id });
}

async function download(system: System, run: { id: string; artifacts: { name: string }[] }): Promise<void> {
  for (const { name } of run.artifacts) {
    const { headers } = await system.call('GET', `/runs/${run.id}/artifacts/${name}`);
    const answer = await fetch(headers['location'] ?? '');
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    await answer.arrayBuffer();
  }
}

/** In a slot that has begun, so that somebody has to stop it. */
async function cancel(system: System): Promise<void> {
  const accepted = await system.call('POST', '/prompt', { prompt: training }, {});
  const { id } = accepted.json;
  await until(
    async () => (await system.call('GET', `/runs/${id}`)).json.status === 'executing',
    `${id} to be executed`,
  );
  await system.call('POST', `/runs/${id}/cancel`);
  await until(
    async () => (await system.call('GET', `/runs/${id}`)).json.finishedAt !== null,
    `${id} to be cancelled`,
  );
}

/** Its program has no time to come to anything, twice. */
const repair = (system: System): Promise<unknown> =>
  system.ask(training, { limits: { attempts: 2, programSeconds: 0.5 } });

/** Messages that no stage can read become dead letters. */
async function poison({ resources, door }: System): Promise<void> {
  const { sqs } = createClients(process.env);
  for (const QueueUrl of Object.values(resources.queues))
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'no look' }));
  sqs.destroy();
  const isDead = (stage: string): boolean =>
    door.calls.some(({ caller, body }) => caller === stage && body.includes(`/${stage}-dlq"`));
  await until(() => Promise.resolve(queuedStages.every(isDead)), 'a dead letter of every stage');
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const tries = 300;
  for (let n = 0; n < tries; n++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`waited for ${what} for a minute`);
}
