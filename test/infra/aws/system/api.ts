import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { DeployedFunction } from './functions.ts';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  json: any; // oxlint-disable-line no-explicit-any
}

/** An HTTP API's event, payload 2.0, of a caller that its IAM authorizer let pass. */
export const apiEvent = (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: {
      host: 'api.example',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      authorizer: { iam: { userArn: 'arn:aws:sts::123456789012:assumed-role/analyst/ann' } },
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: '01/Dec/2026:00:00:00 +0000',
      timeEpoch: 0,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
};

/** Calls the function as API Gateway does. */
export async function call(
  ingest: DeployedFunction,
  ...request: Parameters<typeof apiEvent>
): Promise<Answer> {
  const {
    statusCode = 0,
    headers = {},
    body = '',
  } = (await ingest.invoke(apiEvent(...request))) as APIGatewayProxyStructuredResultV2;
  const isJson = String(headers['content-type']).includes('json');
  return {
    status: statusCode,
    headers: headers as Record<string, string>,
    json: isJson ? JSON.parse(body) : body,
  };
}
