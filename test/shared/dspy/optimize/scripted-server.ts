import { createServer, type IncomingMessage, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import type { ModelMessage } from '../../../../shared/ports/language-model.ts';

export interface ScriptedServer {
  url: string;
  /** How often it was asked. */
  calls(): number;
  close(): void;
}

/** An OpenAI-compatible server whose model says what a script makes of the messages. */
export async function startScriptedServer(
  reply: (messages: ModelMessage[]) => string,
): Promise<ScriptedServer> {
  let calls = 0;
  async function answer(request: IncomingMessage): Promise<object> {
    const { messages } = (await json(request)) as { messages: ModelMessage[] };
    calls += 1;
    const content = reply(messages);
    const characters = messages.reduce((sum, message) => sum + message.content.length, 0);
    return {
      choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }],
      usage: { prompt_tokens: Math.ceil(characters / 4), completion_tokens: Math.ceil(content.length / 4) },
    };
  }
  const server: Server = createServer((request, response) => {
    void answer(request).then((body) => response.end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, calls: () => calls, close: () => server.close() };
}
