import { createServer as createHttp1, type IncomingMessage } from 'node:http';
import { createServer as createHttp2, type Http2ServerRequest } from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface HttpReply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Says nothing, or half of the body, and then nothing more. */
  hangs?: 'at once' | 'half-way';
  /** Cuts the connection instead of answering. */
  resets?: boolean;
}

export interface Received {
  path: string;
  headers: Record<string, unknown>;
  text: string;
  /** Settles when the connection, or the stream of HTTP/2, is over: with whether it was before a whole answer. */
  over: Promise<'answered' | 'given up'>;
}

/**
 * A model's server at the HTTP protocol, over HTTP/1.1 or HTTP/2 without TLS, that answers as a test's script says,
 * request by request, and keeps every byte that it received.
 */
export async function startHttpModel(
  script: (request: Received, number: number) => HttpReply,
  version: 1 | 2 = 1,
): Promise<{ url: string; received: Received[] } & AsyncDisposable> {
  const received: Received[] = [];
  const open = new Set<{ destroy(): unknown }>();

  const answer = async (
    request: IncomingMessage | Http2ServerRequest,
    response: {
      writeHead(status: number, headers: Record<string, string>): unknown;
      write(text: string): unknown;
      end(): unknown;
      once(event: 'close', done: () => void): unknown;
      readonly writableEnded: boolean;
    },
    cut: () => void,
  ): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const over = new Promise<'answered' | 'given up'>((resolve) =>
      response.once('close', () => resolve(response.writableEnded ? 'answered' : 'given up')),
    );
    received.push({ path: request.url ?? '', headers: { ...request.headers }, text, over });
    const reply = script(received.at(-1) as Received, received.length);
    const { status = 200, headers = {}, body = '', hangs, resets = false } = reply;
    if (resets) return cut();
    if (hangs === 'at once') return;
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.write(hangs === 'half-way' ? sent.slice(0, sent.length / 2) : sent);
    if (hangs === undefined) response.end();
  };

  const server =
    version === 1
      ? createHttp1((request, response) => void answer(request, response, () => request.socket.destroy()))
      : createHttp2(
          (request, response) => void answer(request, response, () => request.stream.session?.destroy()),
        );
  server.on('connection', (socket: { destroy(): unknown; on(event: string, done: () => void): unknown }) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A chat completion as OpenAI-compatible servers write it. */
export const chatCompletion = (content: string, change: Record<string, unknown> = {}): unknown => ({
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10_000, completion_tokens: 20 },
  ...change,
});

/** An answer of Bedrock's Converse. */
export const converseAnswer = (text: string, change: Record<string, unknown> = {}): unknown => ({
  output: { message: { role: 'assistant', content: [{ text }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 100, outputTokens: 20, totalTokens: 120 },
  metrics: { latencyMs: 1 },
  ...change,
});
