import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { formatMessages } from '../../../shared/dspy/render.ts';
import { loadSignature } from '../../../shared/dspy/signature.ts';
import { programGoldens, sampleGoldens, signatureOf } from './goldens.ts';

type Messages = ReturnType<typeof formatMessages>;
const bare = (messages: Messages) => messages.map(({ role, content }) => ({ role, content }));

describe('rendering, byte for byte as DSPy does it', () => {
  for (const { predictor, name, demos, inputs, messages } of programGoldens) {
    it(`${predictor}: ${name}`, () => {
      const { signature, demos: saved } = signatureOf(predictor);
      assert.deepEqual(bare(formatMessages(signature, demos ?? saved, inputs)), messages);
    });
  }

  for (const { name, fields, saved, demos, inputs, messages } of sampleGoldens) {
    it(`of a signature of many types: ${name}`, () => {
      assert.deepEqual(bare(formatMessages(loadSignature(fields, saved), demos, inputs)), messages);
    });
  }

  it('covers every predictor, with and without each kind of demos', () => {
    assert.deepEqual(
      [...new Set(programGoldens.map(({ predictor }) => predictor))],
      ['explore', 'plan', 'repair', 'answer'],
    );
    assert.equal(programGoldens.length, 40);
  });

  it('differs when one character of the instructions does (negative control)', () => {
    const golden = sampleGoldens.find(({ name }) => name.startsWith('instructions'));
    assert.ok(golden);
    const saved = { ...golden.saved, instructions: `${golden.saved.instructions}!` };
    const messages = formatMessages(loadSignature(golden.fields, saved), golden.demos, golden.inputs);
    assert.notDeepEqual(bare(messages), golden.messages);
  });
});

describe('what is stable of a rendered prompt', () => {
  const { signature, demos } = signatureOf('plan');
  const inputs = { api: 'API', dialect: 'duckdb', catalog: 'CATALOG', notes: 'N', question: 'Q' };
  const messages = formatMessages(signature, demos, inputs);

  it('is the system message, and of the question what comes before the first input that changes', () => {
    assert.equal(messages[0]?.stable, messages[0]?.content.length);
    const { content = '', stable } = messages.at(-1) ?? {};
    assert.equal(
      content.slice(0, stable),
      '[[ ## api ## ]]\nAPI\n\n[[ ## dialect ## ]]\nduckdb\n\n[[ ## catalog ## ]]\nCATALOG\n\n',
    );
  });

  it('is nothing of a question that has no such inputs', () => {
    const answer = signatureOf('answer');
    assert.equal(formatMessages(answer.signature, [], { question: 'Q' }).at(-1)?.stable, undefined);
  });

  it('is not marked in demos: two marks are all that services take', () => {
    assert.deepEqual(
      messages.slice(1, -1).filter((message) => message.stable !== undefined),
      [],
    );
  });
});
