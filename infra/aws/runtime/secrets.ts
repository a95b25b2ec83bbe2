import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PermanentError } from '../../../shared/errors.ts';
import { clientConfig } from './clients.ts';

/**
 * A secret's text. It is read when it is first needed and never written anywhere.
 * @throws PermanentError when the secret holds none
 */
export async function readSecret(arn: string): Promise<string> {
  const client = new SecretsManagerClient(clientConfig());
  try {
    const { SecretString: text = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (text === '')
      throw new PermanentError(
        'a secret is empty: give it a value with `aws secretsmanager put-secret-value`',
        {
          arn,
        },
      );
    return text;
  } finally {
    client.destroy();
  }
}
