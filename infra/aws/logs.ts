import * as aws from '@pulumi/aws';
import type { CustomResourceOptions } from '@pulumi/pulumi';
import type { Context } from './context.ts';

/** A log group of its own, kept as long as the settings say: those that services make for themselves stay for ever. */
export const createLogGroup = (
  { config }: Context,
  name: string,
  path: string,
  within: CustomResourceOptions,
): aws.cloudwatch.LogGroup =>
  new aws.cloudwatch.LogGroup(
    name,
    {
      name: path,
      retentionInDays: config.logDays,
      ...(config.kmsKey === undefined ? {} : { kmsKeyId: config.kmsKey }),
    },
    within,
  );
