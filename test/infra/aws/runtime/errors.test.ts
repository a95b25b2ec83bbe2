import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { toKaisekiError } from '../../../../infra/aws/runtime/errors.ts';
import { KaisekiError } from '../../../../shared/errors.ts';

const said = (name: string, httpStatusCode?: number): Error =>
  Object.assign(new Error('said'), { name, $metadata: { httpStatusCode, requestId: 'q1' } });

const codeOf = (error: unknown): string => {
  const told = toKaisekiError(error, 'S3 GetObject of k');
  return told instanceof KaisekiError ? told.code : told.name;
};

describe('errors of AWS', () => {
  it('that may pass are retryable', () => {
    for (const error of [
      said('SlowDown', 503),
      said('InternalError', 500),
      said('ThrottlingException', 400),
      said('RequestTimeout', 400),
      said('RequestTimeTooSkewed', 403),
      said('ExpiredToken', 400),
      said('BadDigest', 400),
      said('Anything', 429),
      said('OperationAborted', 409),
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      Object.assign(new Error('too slow'), { name: 'TimeoutError' }),
    ])
      assert.equal(codeOf(error), 'retryable', error.name);
  });

  it('that stay are permanent', () => {
    for (const error of [
      said('AccessDenied', 403),
      said('403', 403),
      said('AccessDeniedException', 400),
      said('NoSuchBucket', 404),
      said('QueueDoesNotExist', 400),
      said('ResourceNotFoundException', 400),
      said('KMS.DisabledException', 400),
      said('InvalidRequest', 400),
      said('EntityTooLarge', 400),
    ])
      assert.equal(codeOf(error), 'permanent', error.name);
  });

  it('that nobody knows are retryable, and mistakes of our own stay what they are', () => {
    assert.equal(codeOf('a string'), 'retryable');
    assert.equal(codeOf(new Error('who knows')), 'retryable');
    assert.equal(codeOf(new TypeError('x is not a function')), 'TypeError');
  });

  it('say what was called, what was said and what to do, with the request to ask AWS about', () => {
    const told = toKaisekiError(said('AccessDenied', 403), 'S3 GetObject of k') as KaisekiError;
    assert.match(told.message, /^S3 GetObject of k: AccessDenied: said\. The function's role/);
    assert.deepEqual(told.evidence, { code: 'AccessDenied', status: 403, requestId: 'q1' });
  });
});
