import * as pulumi from '@pulumi/pulumi';
import { queuedStages } from '../../shared/topology.ts';
import { readModelSetting } from '../models/setting.ts';
import { createApi } from './api/api.ts';
import { createCluster, createTaskDefinition } from './cluster/cluster.ts';
import type { Config } from './config.ts';
import { createContext, type Context } from './context.ts';
import { createFunctions, feedFunctions } from './functions/functions.ts';
import { createAssumedRoles, createFunctionRoles } from './functions/roles.ts';
import { scheduleSweep } from './functions/schedule.ts';
import { byHand } from './by-hand.ts';
import { buildImage } from './image/first-image.ts';
import { createPipeline, familyArn } from './image/pipeline.ts';
import { createRepository } from './image/repository.ts';
import { createBus, createRules } from './messaging/bus.ts';
import { createCompletions } from './messaging/completions.ts';
import { createQueues } from './messaging/queues.ts';
import { createDnsFirewall } from './network/dns-firewall.ts';
import { createEndpoints, createS3Endpoint } from './network/endpoints.ts';
import { createNetwork } from './network/network.ts';
import { bedrockModels } from './policies/functions.ts';
import { createArtifacts, createStore } from './storage/bucket.ts';
import { createSecrets } from './storage/secrets.ts';
import { createAlarms } from './watch/alarms.ts';
import { createDashboard } from './watch/dashboard.ts';
import { createBudget, remindOfModelEnd } from './watch/spend.ts';
import { createAlarmTopic } from './watch/topic.ts';
import { grantReading } from './warehouse/grants.ts';
import { loadTarget } from './warehouse/load-target.ts';
import { createWarehouse } from './warehouse/warehouse.ts';

/** Everything, in the order in which one thing needs another. */
export async function deploy(config: Config) {
  const context = await createContext(config);

  const { store, guard } = createStore(context);
  const secrets = createSecrets(context);
  const network = await createNetwork(context);
  const endpoint = createS3Endpoint(context, network, store.arn);
  createDnsFirewall(context, network, store.bucket);
  const warehouse = createWarehouse(context, store, network);

  const functionRoles = createFunctionRoles(context);
  const { slotSigner, downloadSigner, queryRole } = createAssumedRoles(
    context,
    functionRoles,
    store,
    warehouse,
  );
  guard({ signer: slotSigner.arn, endpoint });
  const granted = grantReading(context, warehouse, queryRole.name);

  const artifacts = createArtifacts(context);
  const repository = createRepository(context);
  const cluster = createCluster(context, repository);
  createEndpoints(context, network, {
    repository: repository.arn,
    logGroup: cluster.logGroup.arn,
    executionRole: cluster.executionRole.arn,
  });
  const image = buildImage(context, repository, artifacts);
  const task = createTaskDefinition(context, cluster, image);
  const pipeline = createPipeline(context, { repository, artifacts, cluster });

  const queues = createQueues(context);
  const bus = createBus(context);
  createRules(context, { bus, queues, bucket: store.bucket, cluster: cluster.cluster.arn });
  const completions = createCompletions(context, bus);

  const arnsOf = (of: 'queue' | 'deadLetters') =>
    Object.fromEntries(queuedStages.map((stage) => [stage, queues[stage][of].arn])) as Record<
      (typeof queuedStages)[number],
      pulumi.Output<string>
    >;
  const functions = createFunctions(
    context,
    functionRoles,
    pulumi.output({
      bucket: store.arn,
      ...(config.kmsKey === undefined ? {} : { kmsKey: config.kmsKey }),
      bus: bus.arn,
      queues: arnsOf('queue'),
      deadLetterQueues: arnsOf('deadLetters'),
      slotSigner: slotSigner.arn,
      downloadSigner: downloadSigner.arn,
      queryRole: queryRole.arn,
      cluster: cluster.cluster.arn,
      taskFamily: familyArn(context, cluster.family),
      tasks: pulumi.interpolate`arn:${context.partition}:ecs:${context.region}:${context.account}:task/${cluster.cluster.name}`,
      executionRole: cluster.executionRole.arn,
      webhookSecret: secrets.webhook,
      ...(secrets.modelKey === undefined ? {} : { modelKeySecret: secrets.modelKey }),
      models: modelsOf(context),
    }),
    {
      bucket: store.bucket,
      bus: bus.name,
      cluster: cluster.cluster.name,
      // After the first revision: a function that looks for one finds it.
      taskFamily: task.family,
      slotSigner: slotSigner.arn,
      downloadSigner: downloadSigner.arn,
      queryRole: queryRole.arn,
      queues,
      network,
      warehouse,
      secrets,
    },
    granted,
  );

  feedFunctions(context, functions, queues);
  const scheduleDeadLetters = scheduleSweep(context, functions);
  const api = createApi(context, functions);

  const topic = createAlarmTopic(context);
  const modelEndDeadLetters = remindOfModelEnd(context, topic, new Date());
  createAlarms(context, {
    topic,
    queues,
    functions,
    otherDeadLetters: {
      'completions-rule-dlq': completions.deadLetters,
      'sweep-schedule-dlq': scheduleDeadLetters,
      ...(modelEndDeadLetters === null ? {} : { 'model-end-dlq': modelEndDeadLetters }),
    },
    completions: completions.logGroup,
  });
  createBudget(context, topic);
  const dashboard = createDashboard(context, api.id);

  return {
    url: api.url,
    bucket: store.bucket,
    eventBus: bus.arn,
    alarms: topic.arn,
    dashboard: pulumi.interpolate`https://${context.region}.console.aws.amazon.com/cloudwatch/home?region=${context.region}#dashboards/dashboard/${dashboard.dashboardName}`,
    image,
    repository: repository.repositoryUrl,
    taskFamily: task.family,
    warehouse: warehouse.workgroup ?? pulumi.output(warehouse.cluster ?? ''),
    queryRole: queryRole.arn,
    unloadRole: warehouse.unloadRole,
    loadRole: warehouse.loadRole,
    load: loadTarget(context, store, warehouse, queryRole.name),
    webhookSecret: secrets.webhook,
    githubConnection: pipeline?.connection ?? pulumi.output(''),
    byHand: byHand(context, {
      store,
      signer: slotSigner.arn,
      endpoint,
      warehouse,
      queryRole: queryRole.name,
      pipeline,
    }),
  };
}

function modelsOf(context: Context): string[] {
  const model = readModelSetting(context.config.model);
  return model.service === 'bedrock' ? bedrockModels(model.id, context) : [];
}
