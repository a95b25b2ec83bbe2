import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'mocha';
import { Webhook } from 'standardwebhooks';
import { createWebhookSender } from '../../../services/notifier/webhook-sender.ts';
import { isPublic } from '../../../services/notifier/public-post.ts';

const secret = `whsec_${Buffer.from('a secret of 32 bytes, not a word').toString('base64')}`;
const body = '{"type":"run.completed"}';

describe('webhooks', () => {
  let server: Server;
  let url = '';
  let status = 204;
  const received: { headers: IncomingHttpHeaders; body: string; path: string | undefined }[] = [];
  before(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
          path: request.url,
        });
        response.writeHead(status, { location: '/elsewhere' }).end('ignored');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const call = (target: string, allowLoopback = true) =>
    createWebhookSender({ secret, allowLoopback })({ id: 'msg_1', url: target, body, at: new Date() });

  it('are signed so that the standard library verifies them, and not once changed', async () => {
    status = 204;
    assert.equal((await call(url)).kind, 'delivered');
    const got = received.at(-1);
    const headers = got?.headers as Record<string, string>;
    assert.deepEqual(new Webhook(secret).verify(got?.body ?? '', headers), { type: 'run.completed' });
    assert.throws(() => new Webhook(secret).verify(`${got?.body} `, headers));
  });

  it('are tried again after errors, not after 410, and follow no redirect', async () => {
    for (const [answer, kind] of [
      [500, 'failed'],
      [404, 'failed'],
      [302, 'failed'],
      [410, 'refused'],
      [200, 'delivered'],
    ] as const) {
      status = answer;
      assert.equal((await call(url)).kind, kind, String(answer));
    }
    assert.ok(received.every((one) => one.path === '/hook'));
  });

  it('do not reach this machine unless that is set', async () => {
    const count = received.length;
    for (const target of [
      url,
      url.replace('127.0.0.1', 'localhost'),
      url.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
    ])
      assert.equal((await call(target, false)).kind, 'refused', target);
    assert.equal(received.length, count);
  });

  it('do not reach what is not public', async () => {
    for (const host of [
      '10.0.0.1',
      '192.168.1.1',
      '172.16.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '2130706433',
      '0x7f.1',
      '[::1]',
      '[fd00::1]',
      '[fe80::1]',
      '[::ffff:10.0.0.1]',
      '[64:ff9b::a00:1]',
    ])
      assert.equal((await call(`http://${host}:9000/`, false)).kind, 'refused', host);
    assert.equal(isPublic('93.184.216.34'), true);
  });

  it('that cannot be delivered say why', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const { kind, reason } = await call(`http://127.0.0.1:${port}/`);
    assert.deepEqual([kind, /ECONNREFUSED/.test(reason)], ['failed', true]);
  });
});
