import * as pulumi from '@pulumi/pulumi';
import { deploy } from './deploy.ts';
import { readConfig } from './config.ts';

/** The Pulumi program: `pulumi up` runs it, README.md says with which settings. */
const outputs = await deploy(readConfig(pulumi.runtime.allConfig()));

export const url = outputs.url;
export const bucket = outputs.bucket;
export const eventBus = outputs.eventBus;
export const alarms = outputs.alarms;
export const dashboard = outputs.dashboard;
export const image = outputs.image;
export const repository = outputs.repository;
export const taskFamily = outputs.taskFamily;
export const warehouse = outputs.warehouse;
export const queryRole = outputs.queryRole;
export const unloadRole = outputs.unloadRole;
export const loadRole = outputs.loadRole;
/** What `npm run load` has to know. */
export const load = outputs.load;
export const webhookSecret = outputs.webhookSecret;
export const githubConnection = outputs.githubConnection;
/** What a person has to do in what existed before; empty where nothing did. */
export const byHand: pulumi.Output<string[]> = outputs.byHand;
