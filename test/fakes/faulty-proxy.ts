import { Agent, createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one request. */
export type Fault =
  /** The service refuses before anything happens. */
  | { answers: number; code: string }
  /** It happened, and nobody hears of it. */
  | 'answer lost'
  /** The connection breaks before the request arrives. */
  | 'reset'
  /** The request arrives, and half of the answer's body comes back; then nothing more. */
  | 'stalls in the body'
  /** Nothing is ever said. */
  | 'silent';

export interface Seen {
  method: string;
  /** With the query. */
  path: string;
  /** `S3 PUT`, or the operation of a JSON protocol: `SendMessage`, `PutEvents`. */
  operation: string;
  /** The service's status; null when the request did not reach it. */
  status: number | null;
}

export interface FaultyProxy extends AsyncDisposable {
  url: string;
  seen: Seen[];
  /** The next requests of this operation fail so, one each, in this order. */
  fail(operation: string, ...faults: Fault[]): void;
  /**
   * From now on every third first try of a call fails so; the SDK numbers its tries in `amz-sdk-request`. Of all of them
   * would be too many: a client stops to try again after about 35 in a row.
   */
  failSomeFirstTries(fault: Fault): void;
  /** Faults that met no request: a test that planned them proves nothing. */
  left(): number;
  clear(): void;
}

/** Stands between a client and a service that speaks HTTP/1.1, and breaks what a test says. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const planned = new Map<string, Fault[]>();
  const seen: Seen[] = [];
  let onFirstTries: Fault | null = null;
  let firstTries = 0;
  const agent = new Agent({ keepAlive: true });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const operation = operationOf(request);
    const isFirstTry = request.headers['amz-sdk-request']?.includes('attempt=1;') ?? false;
    const fault =
      planned.get(operation)?.shift() ?? (isFirstTry && firstTries++ % 3 === 0 ? onFirstTries : null);
    const one: Seen = { method: request.method ?? '', path: request.url ?? '', operation, status: null };
    seen.push(one);
    if (fault === 'reset') return void request.socket.destroy();
    if (fault === 'silent') return;
    if (typeof fault === 'object' && fault !== null) return refuse(request, response, fault);

    const answer = await forward(target, request, body, agent);
    one.status = answer.statusCode ?? 0;
    const bytes = await buffer(answer);
    if (fault === 'answer lost') return void request.socket.destroy();
    response.writeHead(one.status, answer.headers);
    if (fault === 'stalls in the body') return void response.write(bytes.subarray(0, bytes.length / 2));
    response.end(bytes);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A service that is gone is a broken test, which the status tells.
      if (!response.headersSent) response.writeHead(599);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    fail: (operation, ...faults) =>
      void planned.set(operation, [...(planned.get(operation) ?? []), ...faults]),
    failSomeFirstTries: (fault) => void (onFirstTries = fault),
    left: () => [...planned.values()].reduce((sum, faults) => sum + faults.length, 0),
    clear() {
      planned.clear();
      onFirstTries = null;
      seen.length = 0;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function operationOf({ method = '', headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  return typeof target === 'string' ? target.slice(target.lastIndexOf('.') + 1) : `S3 ${method}`;
}

/** The Host header stays: addresses that the service makes lead through here again. */
function forward(
  target: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  agent: Agent,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(target);
    const outgoing = send({ hostname, port, path: url, method, headers, agent }, resolve);
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** An error in the words of the protocol that was spoken. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { answers, code }: { answers: number; code: string },
): void {
  const type = request.headers['content-type'] ?? '';
  const isJson = type.startsWith('application/x-amz-json');
  const body = isJson
    ? JSON.stringify({ __type: code, message: 'as the test says' })
    : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>as the test says</Message></Error>`;
  response.writeHead(answers, { 'content-type': isJson ? type : 'application/xml' });
  response.end(request.method === 'HEAD' ? undefined : body);
}
