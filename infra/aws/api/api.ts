import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, type Context } from '../context.ts';
import type { Functions } from '../functions/functions.ts';
import { createLogGroup } from '../logs.ts';

/** Says nothing about anybody: answered without a token. */
const openToAll = ['GET /health', 'GET /openapi.json'];

/** The page that signs in: it holds nothing before somebody did. Of no use where a request has to be signed with SigV4. */
const consoleRoutes = ['GET /', 'GET /console/{proxy+}', 'GET /shared/{proxy+}'];

/** A prompt costs money and a warehouse's time: more at once than this is refused (429). */
const throttling = { throttlingBurstLimit: 100, throttlingRateLimit: 50 };

export interface Api {
  id: pulumi.Output<string>;
  url: pulumi.Output<string>;
}

/** The HTTP API before ingest: who comes through has been identified by API Gateway, unless the settings say `open`. */
export function createApi(context: Context, functions: Functions): Api {
  const { config, prefix } = context;
  const { within } = group(context, 'Api');
  const ingest = functions.ingest.function;
  const api = new aws.apigatewayv2.Api('api', { name: prefix, protocolType: 'HTTP' }, within);
  const integration = new aws.apigatewayv2.Integration(
    'ingest',
    {
      apiId: api.id,
      integrationType: 'AWS_PROXY',
      integrationUri: ingest.arn,
      payloadFormatVersion: '2.0',
      timeoutMilliseconds: 30_000,
    },
    within,
  );
  new aws.lambda.Permission(
    'api',
    {
      function: ingest.name,
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      sourceArn: pulumi.interpolate`${api.executionArn}/*`,
    },
    within,
  );
  const target = pulumi.interpolate`integrations/${integration.id}`;
  new aws.apigatewayv2.Route(
    'everything',
    { apiId: api.id, routeKey: '$default', target, ...authorization(context, api, within) },
    within,
  );
  const open = [...openToAll, ...(config.auth === 'jwt' ? consoleRoutes : [])];
  for (const routeKey of config.auth === 'open' ? [] : open)
    new aws.apigatewayv2.Route(
      routeKey,
      { apiId: api.id, routeKey, target, authorizationType: 'NONE' },
      within,
    );
  const logGroup = createLogGroup(context, 'api', `/kaiseki/${prefix}/api`, within);
  new aws.apigatewayv2.Stage(
    'default',
    {
      apiId: api.id,
      name: '$default',
      autoDeploy: true,
      defaultRouteSettings: throttling,
      accessLogSettings: { destinationArn: logGroup.arn, format: JSON.stringify(accessLog) },
    },
    within,
  );
  return { id: api.id, url: api.apiEndpoint };
}

/** No path and no query: a path names runs and files. */
const accessLog = {
  time: '$context.requestTime',
  request: '$context.requestId',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  error: '$context.error.message',
};

function authorization(
  { config }: Context,
  api: aws.apigatewayv2.Api,
  within: pulumi.CustomResourceOptions,
): Pick<aws.apigatewayv2.RouteArgs, 'authorizationType' | 'authorizerId'> {
  if (config.auth === 'open') {
    void pulumi.log.warn(
      "kaiseki:auth is open: whoever knows the address may ask, read everybody's answers and spend your money.",
    );
    return { authorizationType: 'NONE' };
  }
  if (config.auth === 'iam' || config.jwt === undefined) return { authorizationType: 'AWS_IAM' };
  const { issuer, audience } = config.jwt;
  const authorizer = new aws.apigatewayv2.Authorizer(
    'token',
    {
      apiId: api.id,
      name: 'token',
      authorizerType: 'JWT',
      identitySources: ['$request.header.Authorization'],
      jwtConfiguration: { issuer, audiences: audience },
    },
    within,
  );
  return { authorizationType: 'JWT', authorizerId: authorizer.id };
}
