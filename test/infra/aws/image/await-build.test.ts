import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { handler } from '../../../../infra/aws/image/await-build.mjs';

interface Build {
  id: string;
  buildStatus: string;
  environment?: { environmentVariables: { name: string; value: string }[] };
  exportedEnvironmentVariables?: { name: string; value: string }[];
  phases?: { contexts: { message: string }[] }[];
  logs?: { deepLink: string };
}

const image = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/kaiseki@sha256:${'a'.repeat(64)}`;
const asked = { project: 'kaiseki-dev-image', sources: 'abc' };
const plenty = { getRemainingTimeInMillis: () => 900_000 };
const done: Partial<Build> = {
  buildStatus: 'SUCCEEDED',
  exportedEnvironmentVariables: [{ name: 'IMAGE', value: image }],
};

/** CodeBuild's JSON 1.1 protocol (docs.aws.amazon.com/codebuild/latest/APIReference): what it was asked, and its builds. */
describe("the function that waits for the image's build", () => {
  let server: Server;
  let calls: string[];
  let builds: Build[];
  /** What a build that is started comes to at once. */
  let outcome: Partial<Build>;
  const before = { ...process.env };

  beforeEach(async () => {
    calls = [];
    builds = [];
    outcome = done;
    server = createServer(async (request, response) => {
      const call = String(request.headers['x-amz-target']).replace(/^.*\./, '');
      calls.push(call);
      let text = '';
      for await (const chunk of request) text += String(chunk);
      const body = JSON.parse(text) as {
        ids?: string[];
        environmentVariablesOverride?: { name: string; value: string }[];
      };
      const answers: Record<string, () => unknown> = {
        ListBuildsForProject: () => ({ ids: builds.map(({ id }) => id) }),
        BatchGetBuilds: () => ({ builds: builds.filter(({ id }) => body.ids?.includes(id)) }),
        StartBuild: () => {
          const environment = { environmentVariables: body.environmentVariablesOverride ?? [] };
          builds.push({ id: 'image:new', buildStatus: 'IN_PROGRESS', environment, ...outcome });
          return { build: { id: 'image:new' } };
        },
      };
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(answers[call]?.()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
    });
  });

  afterEach(async () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('starts one and answers with its image by digest', async () => {
    assert.deepEqual(await handler(asked, plenty), { image });
    assert.deepEqual(calls, ['ListBuildsForProject', 'StartBuild', 'BatchGetBuilds']);
  });

  it('waits for one of the same sources that is under way, and starts none', async () => {
    const environment = { environmentVariables: [{ name: 'SOURCES', value: 'abc' }] };
    builds = [{ id: 'image:running', buildStatus: 'IN_PROGRESS', environment }];
    const little = { getRemainingTimeInMillis: () => 1_000 };
    await assert.rejects(handler(asked, little), /image:running .* still under way\. Run `pulumi up` again/);
    assert.equal(calls.includes('StartBuild'), false);
  });

  it('starts one beside a build of other sources', async () => {
    const environment = { environmentVariables: [{ name: 'SOURCES', value: 'other' }] };
    builds = [{ id: 'image:other', buildStatus: 'IN_PROGRESS', environment }];
    assert.deepEqual(await handler(asked, plenty), { image });
  });

  it('fails with what the build said and where its log is', async () => {
    outcome = {
      buildStatus: 'FAILED',
      phases: [{ contexts: [{ message: 'exit status 1' }] }],
      logs: { deepLink: 'https://example.com/log' },
    };
    await assert.rejects(
      handler(asked, plenty),
      /ended as FAILED.*: exit status 1\. Its log: https:\/\/example\.com\/log/,
    );
  });
});
