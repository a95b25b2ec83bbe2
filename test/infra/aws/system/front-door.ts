import { Agent, createServer, request as send, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One call of an AWS API, as whoever answers it would see it. */
export interface ApiCall {
  /** The access key id: functions have their own name for one. */
  caller: string;
  service: string;
  method: string;
  path: string;
  /** `RunTask` of a JSON protocol; null where method and path say it. */
  action: string | null;
  body: string;
  /** Bucket and key that S3 copies from; null: it copies nothing. */
  copySource: string | null;
  /** Of the answer; null until there is one. */
  status: number | null;
}

export interface FrontDoor extends AsyncDisposable {
  url: string;
  /** The role's name behind an access key id that STS gave out; any other id is a name itself. */
  nameOf(accessKeyId: string): string;
  calls: ApiCall[];
  /** Told of every call of a function, before and after it had its effect. */
  watch(watcher: (call: ApiCall, when: 'before' | 'after') => void): void;
}

/**
 * The one endpoint of all services: reads from a request's signature who calls which service, and passes it on to whoever
 * plays that service.
 */
export async function startFrontDoor(services: Record<string, string>): Promise<FrontDoor> {
  const calls: ApiCall[] = [];
  const roles = new Map<string, string>();
  const nameOf = (accessKeyId: string): string => roles.get(accessKeyId) ?? accessKeyId;
  const agent = new Agent({ keepAlive: true });
  let watcher: (call: ApiCall, when: 'before' | 'after') => void = () => undefined;

  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const text = body.toString('utf8');
      const { caller, service } = signatureOf(request, text);
      const call: ApiCall = {
        caller: nameOf(caller),
        service,
        ...whatOf(request),
        body: text,
        status: null,
      };
      calls.push(call);
      watcher(call, 'before');
      const target = services[call.service];
      if (target === undefined) throw new Error(`nobody plays ${call.service}`);
      const answer = await forward(target, request, body, agent);
      const bytes = await buffer(answer);
      call.status = answer.statusCode ?? null;
      if (service === 'sts') noteSession(roles, call.body, bytes.toString());
      watcher(call, 'after');
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      response.end(bytes);
    })().catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    nameOf,
    watch: (given) => void (watcher = given),
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Who assumed a role is that role from then on. */
function noteSession(roles: Map<string, string>, request: string, answer: string): void {
  const [, accessKeyId] = /<AccessKeyId>([^<]+)</.exec(answer) ?? [];
  const role = new URLSearchParams(request).get('RoleArn')?.split('/').at(-1);
  if (accessKeyId !== undefined && role !== undefined) roles.set(accessKeyId, role);
}

/** In the header, or in the query of what somebody else signed; a form that is posted has it in the body: S3. */
function signatureOf({ headers, url = '' }: IncomingMessage, body: string) {
  const text = headers.authorization ?? decodeURIComponent(url);
  const [, caller, service = 's3'] =
    /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(text) ??
    /name="X-Amz-Credential"\r\n\r\n([^/]+)\/\d+\/[^/]+\/(s3)\/aws4_request/i.exec(body) ??
    [];
  if (caller === undefined) throw new Error(`nobody signed ${url}`);
  return { caller, service };
}

const whatOf = ({ method = '', url = '', headers }: IncomingMessage) => ({
  method,
  path: url,
  action: headers['x-amz-target']?.toString().split('.').at(-1) ?? null,
  copySource: headers['x-amz-copy-source']?.toString() ?? null,
});

function forward(target: string, { method, url, headers }: IncomingMessage, body: Buffer, agent: Agent) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname, port } = new URL(target);
    send({ hostname, port, path: url, method, headers, agent }, resolve).once('error', reject).end(body);
  });
}
