import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'mocha';
import { listen, type Server } from '../../../infra/local/server.ts';

describe('the server', () => {
  let server: Server;
  before(async () => {
    server = await listen(
      0,
      ({ url }) => new Response(url),
      async () => false,
    );
  });
  after(() => server.close());

  const answerTo = (head: string): Promise<string> => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(`${head}\r\nConnection: close\r\n\r\n`);
    return text(socket);
  };

  for (const head of [
    'GET /health HTTP/1.1\r\nHost: ',
    'GET /health HTTP/1.1\r\nHost: 127.0.0.1/x',
    'GET /health HTTP/1.1\r\nHost: evil@127.0.0.1',
    'GET http://[/runs HTTP/1.1\r\nHost: 127.0.0.1',
    'GET /health HTTP/1.0',
  ])
    it(`answers ${JSON.stringify(head)} with a problem document`, async () => {
      const answer = await answerTo(head);
      assert.match(answer, /^HTTP\/1\.1 400 /);
      assert.match(answer, /content-type: application\/problem\+json/i);
      assert.match(answer, /cannot be read/);
    });

  it('answers a path of slashes', async () => {
    assert.match(await answerTo('GET // HTTP/1.1\r\nHost: 127.0.0.1'), /^HTTP\/1\.1 200 [^]*\/\//);
  });
});
