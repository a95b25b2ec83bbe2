import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { decide } from '../../../shared/delivery/decision.ts';
import { PermanentError, RetryableError } from '../../../shared/errors.ts';

const stage = { receiveLimit: 5, retryDelaysSeconds: [1, 5, 20] };
const after = (error: unknown, receives: number) => decide({ ok: false, error }, receives, stage);

describe('decide', () => {
  it('acknowledges a look that went well, whichever receive it was', () => {
    assert.deepEqual(decide({ ok: true }, 9, stage), { do: 'acknowledge' });
  });

  it('retries later and later, up to the receive limit', () => {
    const error = new RetryableError('busy');
    assert.deepEqual(
      [1, 2, 3, 4].map((receives) => after(error, receives)),
      [
        { do: 'retry', afterSeconds: 1 },
        { do: 'retry', afterSeconds: 5 },
        { do: 'retry', afterSeconds: 20 },
        { do: 'retry', afterSeconds: 20 },
      ],
    );
    assert.deepEqual(after(error, 5), { do: 'deadLetter' });
  });

  it('takes an error that it does not know as retryable', () => {
    assert.equal(after(new Error('?'), 1).do, 'retry');
    assert.equal(after('?', 1).do, 'retry');
  });

  it('takes a refused connection as retryable, though fetch calls it a TypeError', () => {
    assert.equal(after(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }), 1).do, 'retry');
  });

  it('dead-letters at once what cannot get better', () => {
    assert.equal(after(new PermanentError('not a look'), 1).do, 'deadLetter');
    assert.equal(after(new TypeError('x is undefined'), 1).do, 'deadLetter');
  });
});
