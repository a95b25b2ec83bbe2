import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Capture } from '../../../fakes/pulumi/captured.ts';
import { deploymentOf, find, ofType } from './deployments.ts';

const routesOf = (capture: Capture): Record<string, unknown> =>
  Object.fromEntries(
    ofType(capture, 'aws:apigatewayv2/route:Route').map(({ inputs }) => [
      inputs['routeKey'],
      inputs['authorizationType'],
    ]),
  );

describe('the API on AWS', function () {
  this.timeout(120_000);

  it('asks for SigV4 by default, but for what says nothing about anybody', async () => {
    assert.deepEqual(routesOf(await deploymentOf('plain')), {
      $default: 'AWS_IAM',
      'GET /health': 'NONE',
      'GET /openapi.json': 'NONE',
    });
  });

  it('asks for a token of the given issuer, and serves the console that fetches one', async () => {
    const capture = await deploymentOf('existing');
    assert.deepEqual(routesOf(capture), {
      $default: 'JWT',
      'GET /health': 'NONE',
      'GET /openapi.json': 'NONE',
      'GET /': 'NONE',
      'GET /console/{proxy+}': 'NONE',
      'GET /shared/{proxy+}': 'NONE',
    });
    const { inputs, outputs } = find(capture, 'aws:apigatewayv2/authorizer:Authorizer', 'token');
    assert.deepEqual(inputs['jwtConfiguration'], {
      issuer: 'https://login.example.com',
      audiences: ['kaiseki'],
    });
    assert.equal(
      find(capture, 'aws:apigatewayv2/route:Route', 'everything').inputs['authorizerId'],
      outputs['id'],
    );
  });

  it('is open only when the settings say so, and then says so', async () => {
    const capture = await deploymentOf('open');
    assert.deepEqual(routesOf(capture), { $default: 'NONE' });
    assert.match(capture.messages.join('\n'), /kaiseki:auth is open: whoever knows the address/);
  });

  it('writes down no path: a path names runs and files', async () => {
    const { inputs } = find(await deploymentOf('plain'), 'aws:apigatewayv2/stage:Stage', 'default');
    assert.doesNotMatch(JSON.stringify(inputs['accessLogSettings']), /\$context\.path|querystring|identity/i);
  });
});
