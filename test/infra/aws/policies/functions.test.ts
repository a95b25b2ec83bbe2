import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { bedrockModels } from '../../../../infra/aws/policies/functions.ts';

const where = { partition: 'aws', region: 'eu-west-1', account: '1' };

describe('what Converse needs to be allowed', () => {
  it('is the model, for a model of the Region', () => {
    assert.deepEqual(bedrockModels('amazon.nova-pro-v1:0', where), [
      'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0',
    ]);
  });

  it('is the profile and its model in every Region it may choose, for a profile of a geography', () => {
    assert.deepEqual(bedrockModels('eu.anthropic.claude-sonnet-5-5', where), [
      'arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-sonnet-5-5',
      'arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-5-5',
    ]);
  });

  it('is the model without a Region as well, for the global profile', () => {
    assert.deepEqual(bedrockModels('global.anthropic.claude-sonnet-5-5', where).slice(2), [
      'arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-5-5',
    ]);
  });

  it('is an ARN as it was given', () => {
    const arn = 'arn:aws:bedrock:eu-west-1:1:application-inference-profile/abc';
    assert.deepEqual(bedrockModels(arn, where), [arn]);
  });
});
