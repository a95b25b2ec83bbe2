import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector } from 'undici';

/** The address, or one behind the name, is not one of the public internet. */
export class NotPublicError extends Error {
  override name = 'NotPublicError';
  readonly code = 'NOT_PUBLIC';
}

const connectMilliseconds = 5_000;
const answerMilliseconds = 10_000;

/**
 * Connects to public addresses only, whatever the name resolves to at that moment: the check is made on the address that
 * is connected to, so a name that changes its address between two look-ups gains nothing.
 */
export function createPublicAgent({ allowLoopback }: { allowLoopback: boolean }): Agent {
  const isAllowed = (address: string): boolean => isPublic(address) || (allowLoopback && isLoopback(address));
  const publicLookup: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const refused = addresses.find(({ address }) => !isAllowed(address));
      const [first] = addresses;
      if (refused !== undefined || first === undefined)
        return callback(new NotPublicError('the receiver has no public address'), []);
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ timeout: connectMilliseconds, lookup: publicLookup });
  return new Agent({
    headersTimeout: answerMilliseconds,
    bodyTimeout: answerMilliseconds,
    connections: 8,
    connect: (options, callback) => {
      // An address in the URL itself is never looked up.
      const literal = options.hostname.replace(/^\[|\]$/g, '');
      if (isIP(literal) !== 0 && !isAllowed(literal))
        return callback(new NotPublicError('the receiver has no public address'), null);
      connect(options, callback);
    },
  });
}

/** IPv4 in IPv6 counts as the IPv4 address that it is. */
const rangeOf = (address: string): string =>
  ipaddr.isValid(address) ? ipaddr.process(address).range() : 'invalid';

export const isPublic = (address: string): boolean => rangeOf(address) === 'unicast';
export const isLoopback = (address: string): boolean => rangeOf(address) === 'loopback';
