import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A refusal as the service would word it. */
export class ServiceRefusal extends Error {
  readonly type: string;
  readonly status: number;
  readonly more: Record<string, unknown>;

  constructor(type: string, message: string, status = 400, more: Record<string, unknown> = {}) {
    super(message);
    this.type = type;
    this.status = status;
    this.more = more;
  }
}

export interface ServiceCall {
  action: string;
  /** Access key id of whoever signed the request. */
  caller: string;
  input: Record<string, unknown>;
}

export type Action = (input: Record<string, unknown>, caller: string) => unknown;

export interface JsonService extends AsyncDisposable {
  url: string;
  calls: ServiceCall[];
  /** The next call of this action: refused, or done without an answer (the connection is cut). */
  spoil(action: string, how: ServiceRefusal | 'answer lost'): void;
}

/** A service that speaks AWS JSON 1.1 (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html). */
export async function startJsonService(actions: Record<string, Action>): Promise<JsonService> {
  const calls: ServiceCall[] = [];
  const spoilt = new Map<string, (ServiceRefusal | 'answer lost')[]>();

  const answer = async (action: string, caller: string, body: string) => {
    const input = JSON.parse(body || '{}') as Record<string, unknown>;
    calls.push({ action, caller, input });
    const how = spoilt.get(action)?.shift();
    if (how instanceof ServiceRefusal) throw how;
    const act = actions[action];
    if (act === undefined) throw new ServiceRefusal('UnknownOperationException', action);
    const output = (await act(input, caller)) ?? {};
    return how === 'answer lost' ? null : output;
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [, action = ''] = String(request.headers['x-amz-target']).split('.');
      const [, caller = ''] = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
      const send = (status: number, output: unknown) => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(output));
      };
      answer(action, caller, Buffer.concat(chunks).toString()).then(
        (output) => (output === null ? request.socket.destroy() : send(200, output)),
        (error: unknown) => {
          const refusal =
            error instanceof ServiceRefusal
              ? error
              : new ServiceRefusal('ServerException', String(error), 500);
          send(refusal.status, { __type: refusal.type, message: refusal.message, ...refusal.more });
        },
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    spoil: (action, how) => void spoilt.set(action, [...(spoilt.get(action) ?? []), how]),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
