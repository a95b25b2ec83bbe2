import { lookup } from 'node:dns';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The address, or one behind the name, is not one of the public internet. */
export class NotPublicError extends Error {
  override name = 'NotPublicError';
  readonly code = 'NOT_PUBLIC';
}

/** From the look-up to the answer's first line: a receiver that is slower than this queues its work. */
const longestMilliseconds = 10_000;

export interface PublicPost {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/**
 * POSTs to public addresses only, whatever the name resolves to at that moment: the check is made on the addresses that are
 * connected to, so a name that changes its address between two look-ups gains nothing. Redirects are not followed, and
 * what the receiver says beside its status is not read.
 * @returns the status
 */
export function createPublicPost({ allowLoopback }: { allowLoopback: boolean }) {
  const isAllowed = (address: string): boolean => isPublic(address) || (allowLoopback && isLoopback(address));
  const publicLookup: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const refused = addresses.find(({ address }) => !isAllowed(address));
      const [first] = addresses;
      if (refused !== undefined || first === undefined) return callback(notPublic(), []);
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };

  return async ({ url, headers, body }: PublicPost): Promise<number> => {
    const { protocol, hostname } = new URL(url);
    // An address in the URL itself is never looked up.
    const literal = hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && !isAllowed(literal)) throw notPublic();
    const request = protocol === 'https:' ? requestHttps : requestHttp;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        agent: false,
        lookup: publicLookup,
        signal: AbortSignal.timeout(longestMilliseconds),
      })
        .on('response', resolve)
        .on('error', reject)
        .end(body);
    });
    response.on('error', () => undefined).destroy();
    return response.statusCode ?? 0;
  };
}

const notPublic = (): NotPublicError => new NotPublicError('the receiver has no public address');

/** IPv4 in IPv6 counts as the IPv4 address that it is. */
const rangeOf = (address: string): string =>
  ipaddr.isValid(address) ? ipaddr.process(address).range() : 'invalid';

export const isPublic = (address: string): boolean => rangeOf(address) === 'unicast';
export const isLoopback = (address: string): boolean => rangeOf(address) === 'loopback';
