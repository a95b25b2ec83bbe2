import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { PermanentError } from '../../../shared/errors.ts';
import { runEventSchema, type EventType, type RunEvent } from '../../../shared/run/events.ts';
import { applyEvent } from '../../../shared/run/reducer.ts';
import { runSchema, stateSchema } from '../../../shared/run/run.ts';
import { transitionOf } from '../../../shared/run/state-table.ts';
import {
  accepted,
  at,
  failed,
  planned,
  queryClaimed,
  ref,
  runAfter,
  sandboxClaimed,
} from '../../fakes/run-events.ts';

describe('applyEvent', () => {
  it('leads a query run from acceptance to its end', () => {
    const run = runAfter(
      { ...planned, kind: 'query' },
      queryClaimed,
      { type: 'query.started', token: queryClaimed.token, handle: 'h' },
      { type: 'query.succeeded', token: queryClaimed.token, rowCount: 1, bytes: 2, sha256: 'x' },
      { type: 'attempt.succeeded', manifest: null },
      { type: 'run.succeeded', result: ref('result') },
      { type: 'run.released', forced: false },
      { type: 'run.closed', deliveryId: null },
    );
    assert.equal(run.state, 'closed');
    assert.equal(run.seq, 9);
    assert.equal(run.terminal?.status, 'succeeded');
    assert.equal(run.attempts[0]?.outcome, 'succeeded');
    assert.deepEqual(run.queries[0]?.extract, { rowCount: 1, bytes: 2, sha256: 'x' });
    assert.deepEqual(runSchema.parse(run), run);
  });

  it('counts a repair as the next attempt with its own plan', () => {
    const run = runAfter(
      planned,
      { type: 'attempt.failed', class: 'memory', error: 'out of memory', manifest: null },
      { type: 'plan.repaired', plan: ref('plan2'), note: 'a sample' },
    );
    assert.equal(run.state, 'planned');
    assert.equal(run.attempt, 2);
    assert.deepEqual(
      run.attempts.map(({ number, outcome, note }) => ({ number, outcome, note })),
      [
        { number: 1, outcome: 'failed', note: null },
        { number: 2, outcome: null, note: 'a sample' },
      ],
    );
    assert.equal(run.plan?.key, 'plan2');
  });

  it('refuses a second terminal event', () => {
    const run = runAfter({ type: 'run.cancelled' });
    assert.equal(run.terminal?.status, 'cancelled');
    assert.throws(() => applyEvent(run, failed, at), PermanentError);
    assert.throws(() => applyEvent(run, { type: 'run.cancelled' }, at), PermanentError);
  });

  it('refuses a start that was not claimed, and one that is over', () => {
    const started = { type: 'sandbox.started', token: sandboxClaimed.token, handle: 'h' } as const;
    assert.throws(
      () => applyEvent(runAfter(planned, { ...sandboxClaimed, token: 'other' }), started, at),
      PermanentError,
    );
    const lost = {
      type: 'sandbox.lost',
      token: sandboxClaimed.token,
      counted: true,
      reason: 'gone',
    } as const;
    assert.throws(() => applyEvent(runAfter(planned, sandboxClaimed, lost), started, at), PermanentError);
  });

  it('takes in every state what the state table says, and nothing else', () => {
    const types = runEventSchema.options.map((option): EventType => option.shape.type.value);
    for (const state of stateSchema.options) {
      for (const type of types) {
        const run = { ...runAfter(planned), state };
        const known = transitionOf(state, type);
        const apply = () => applyEvent(run, { type } as unknown as RunEvent, at);
        if (known === null) assert.throws(apply, PermanentError, `${state} must not take ${type}`);
        else assert.ok(known.to === 'same' || stateSchema.options.includes(known.to));
      }
    }
  });

  it('begins with acceptance or abandonment only', () => {
    assert.equal(applyEvent(null, accepted, at).state, 'accepted');
    assert.equal(applyEvent(null, { type: 'run.abandoned', runId: 'r1' }, at).state, 'abandoned');
    assert.throws(() => applyEvent(null, planned, at), PermanentError);
  });

  it('counts repeated claims of one call as retries', () => {
    const claim = { type: 'call.claimed', stage: 'planner', purpose: 'plan', until: at } as const;
    assert.equal(runAfter(claim, claim).call?.count, 2);
    assert.equal(runAfter(claim, { ...claim, purpose: 'other' }).call?.count, 1);
  });
});
