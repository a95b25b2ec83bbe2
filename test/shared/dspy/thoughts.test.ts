import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ParseError } from '../../../shared/dspy/parse.ts';
import { withoutThoughts } from '../../../shared/dspy/thoughts.ts';

const answer = '[[ ## answer ## ]]\nyes';

describe('thoughts', () => {
  it('are taken off, drafts of sections included', () => {
    assert.equal(withoutThoughts(`<think>\n[[ ## answer ## ]]\nno\n</think>\n${answer}`), `\n${answer}`);
  });

  it('are taken off twice, and under their other name', () => {
    assert.equal(withoutThoughts(`<think>a</think><thinking>b</thinking>${answer}`), answer);
  });

  it('whose beginning the server swallowed are taken off', () => {
    assert.equal(withoutThoughts(`[[ ## answer ## ]]\nno\n</think>\n\n${answer}`), answer);
  });

  it('that never end are no answer', () => {
    assert.throws(() => withoutThoughts(`<think>\n${answer}`), ParseError);
  });

  it('are no thoughts within a section', () => {
    const text = '[[ ## program ## ]]\nprint("<think>")\nprint("</think>")\n[[ ## completed ## ]]';
    assert.equal(withoutThoughts(text), text);
  });

  it('are taken off in time that grows with their length alone', () => {
    const long = '<think>a</think>'.repeat(2_000) + answer;
    assert.equal(withoutThoughts(long), answer);
  });
});
