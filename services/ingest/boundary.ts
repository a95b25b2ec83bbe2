import type { MiddlewareHandler } from 'hono';
import type { IngestEnv, IngestSettings } from './ports.ts';
import { Refusal } from './problem.ts';

/**
 * A web page can make a browser send requests to 127.0.0.1, by name (DNS rebinding: then Host is foreign) or directly
 * (then Origin is). A loopback host answers neither.
 */
export const refuseForeigners =
  (hosts: IngestSettings['hosts']): MiddlewareHandler =>
  async (context, next) => {
    if (hosts === 'loopback') {
      const host = context.req.header('host') ?? new URL(context.req.url).host;
      if (!isLoopbackHost(host)) {
        throw new Refusal(
          'misdirected-request',
          `This host answers for 127.0.0.1, [::1] and localhost, not for ${printable(host)}.`,
        );
      }
      const origin = context.req.header('origin');
      if (origin !== undefined && !isLoopbackOrigin(origin)) {
        throw new Refusal('foreign-origin', `Pages of ${printable(origin)} may not use this host.`);
      }
    }
    await next();
  };

export const isLoopbackHost = (host: string): boolean =>
  /^(127\.0\.0\.1|\[::1\]|localhost)(:\d{1,5})?$/i.test(host);

const isLoopbackOrigin = (origin: string): boolean => {
  const [, host] = /^https?:\/\/([^/]*)$/i.exec(origin) ?? [];
  return host !== undefined && isLoopbackHost(host);
};

const printable = (text: string): string => text.slice(0, 100).replaceAll(/[^\x21-\x7e]/g, '?');

/** Nothing here is to be framed, sniffed, cached or told to others; the page loads from this origin alone. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const headers = context.res.headers;
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('cross-origin-resource-policy', 'same-origin');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  if (!headers.has('content-security-policy'))
    headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
};

export const authenticate =
  (settings: Pick<IngestSettings, 'principalOf'>): MiddlewareHandler<IngestEnv> =>
  async (context, next) => {
    const principal = await settings.principalOf(context.req.raw, context.env);
    if (principal === null) {
      throw new Refusal('unauthorized', 'Send Authorization: Bearer <token>.', {
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    context.set('principal', principal);
    await next();
  };
