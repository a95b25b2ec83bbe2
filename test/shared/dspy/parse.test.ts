import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ParseError, parseSections } from '../../../shared/dspy/parse.ts';
import { parseHere, parsingGoldens, signatureOf } from './goldens.ts';

const { signature: answer } = signatureOf('answer');
const { signature: plan } = signatureOf('plan');

const reasonOf = (completion: string, signature = answer): string => {
  try {
    parseSections(signature, completion);
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
  return 'accepted';
};

/** DSPy mends these with a parser of broken JSON; here they are refused, with the reason. */
const refusedHere = [String.raw`kind '"\'query\'"'`];

describe('parsing, as DSPy does it', () => {
  for (const golden of parsingGoldens) {
    if (refusedHere.includes(golden.name)) continue;
    it(`${golden.signature}: ${golden.name}`, () => {
      assert.deepEqual(parseHere(golden), golden.outputs);
    });
  }

  it('refuses the little that DSPy would guess at', () => {
    const guessed = parsingGoldens.filter(({ name }) => refusedHere.includes(name));
    assert.deepEqual(
      guessed.map(parseHere),
      guessed.map(() => null),
    );
  });
});

describe('the reason for which a completion is no answer', () => {
  it('names the sections that are missing, and that the end is', () => {
    assert.equal(
      reasonOf('[[ ## reasoning ## ]]\nr'),
      'The answer lacks the section answer; all of reasoning, answer are needed, empty where there is nothing to say. Its end is missing too, so it may have been cut off: be shorter.',
    );
  });

  it('does not speak of an end that is there', () => {
    assert.equal(
      reasonOf('[[ ## reasoning ## ]]\nr\n[[ ## completed ## ]]'),
      'The answer lacks the section answer; all of reasoning, answer are needed, empty where there is nothing to say.',
    );
  });

  it('says that there are no sections at all', () => {
    assert.match(
      reasonOf('I cannot help with that.'),
      /^The answer has none of the sections reasoning, answer\./,
    );
  });

  it('says that there is nothing', () => {
    assert.equal(reasonOf(' \n'), 'The answer is empty.');
  });

  it('quotes what is not one of the choices', () => {
    const completion = plan.outputs.map(({ name }) => `[[ ## ${name} ## ]]\nsql`).join('\n');
    assert.equal(
      reasonOf(completion, plan),
      "The section kind must be exactly one of query, program, clarify (Literal['query', 'program', 'clarify']), nothing else; it was \"sql\".",
    );
  });
});
