import * as aws from '@pulumi/aws';
import { group, type Context } from '../context.ts';

/** More than anybody goes back to; each is a third of a gigabyte, compressed. */
const imagesKept = 20;

/** The executor's images. Tags never move: a tag is the hash of what the image was made of. */
export function createRepository(context: Context): aws.ecr.Repository {
  const { config, prefix } = context;
  const { within } = group(context, 'Repository');
  const repository = new aws.ecr.Repository(
    'executor',
    {
      name: `${prefix}-executor`,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [
        config.kmsKey === undefined
          ? { encryptionType: 'AES256' }
          : { encryptionType: 'KMS', kmsKey: config.kmsKey },
      ],
      forceDelete: true,
    },
    within,
  );
  new aws.ecr.LifecyclePolicy(
    'executor',
    {
      repository: repository.name,
      policy: JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            description: `The newest ${imagesKept}`,
            selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: imagesKept },
            action: { type: 'expire' },
          },
        ],
      }),
    },
    within,
  );
  return repository;
}
