import { randomBytes } from 'node:crypto';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, holdsData, type Context } from '../context.ts';

export interface Secrets {
  /** ARNs. */
  webhook: pulumi.Output<string>;
  modelKey?: pulumi.Output<string>;
}

/** What webhooks are signed with, made once and kept, and the model's key where one was set. */
export function createSecrets(context: Context): Secrets {
  const { within } = group(context, 'Secrets');
  const secret = (
    name: string,
    description: string,
    value: pulumi.Input<string>,
    options: pulumi.CustomResourceOptions,
  ) => {
    const { kmsKey } = context.config;
    const { arn } = new aws.secretsmanager.Secret(
      name,
      {
        description,
        ...(kmsKey === undefined ? {} : { kmsKeyId: kmsKey }),
        // At once: a stack that is made anew would meet the name of the one before.
        recoveryWindowInDays: 0,
      },
      { ...within, ...holdsData(context) },
    );
    new aws.secretsmanager.SecretVersion(
      name,
      { secretId: arn, secretString: pulumi.secret(value) },
      { ...within, ...options },
    );
    return arn;
  };
  // As Standard Webhooks writes it. Each run of this program makes another one; only the first is ever used.
  const signing = `whsec_${randomBytes(32).toString('base64')}`;
  const webhook = secret('webhook', 'Signs webhooks (Standard Webhooks)', signing, {
    ignoreChanges: ['secretString'],
  });
  const { modelKey } = context.config;
  return {
    webhook,
    ...(modelKey === undefined
      ? {}
      : { modelKey: secret('model-key', 'The key of the language model', modelKey, {}) }),
  };
}
