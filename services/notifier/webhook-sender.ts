import { Webhook } from 'standardwebhooks';
import { webhookUrlProblem } from '../../shared/run/webhook-url.ts';
import { createPublicPost, NotPublicError } from './public-post.ts';

export interface WebhookCall {
  id: string;
  url: string;
  /** JSON: the signature is over these very bytes. */
  body: string;
  at: Date;
}

export type WebhookOutcome =
  | { kind: 'delivered'; reason: string }
  /** Worth another try later. */
  | { kind: 'failed'; reason: string }
  /** Never worth another try: 410, or a receiver that must not be called. */
  | { kind: 'refused'; reason: string };

export type SendWebhook = (call: WebhookCall) => Promise<WebhookOutcome>;

/** Signs as Standard Webhooks says, and calls public addresses only; redirects are not followed. */
export function createWebhookSender(settings: { secret: string; allowLoopback: boolean }): SendWebhook {
  const signer = new Webhook(settings.secret);
  const post = createPublicPost(settings);
  return async ({ id, url, body, at }) => {
    const problem = webhookUrlProblem(url, settings);
    if (problem !== null) return { kind: 'refused', reason: `the receiver's URL ${problem}` };
    try {
      const status = await post({
        url,
        body,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Kaiseki',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': signer.sign(id, at, body),
        },
      });
      const reason = `the receiver answered ${status}`;
      if (status >= 200 && status < 300) return { kind: 'delivered', reason };
      return { kind: status === 410 ? 'refused' : 'failed', reason };
    } catch (error) {
      if (error instanceof NotPublicError) return { kind: 'refused', reason: error.message };
      return { kind: 'failed', reason: `the receiver could not be reached: ${codeOf(error)}` };
    }
  };
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error
    ? String(error.code)
    : error instanceof Error
      ? error.name
      : 'no reason is known';
