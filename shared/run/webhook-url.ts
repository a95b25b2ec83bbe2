import ipaddr from 'ipaddr.js';

/**
 * Why a webhook cannot go to `url`, or null. Only what the text says: the addresses behind a name are checked when it is
 * called, since they may be others by then.
 */
export function webhookUrlProblem(url: string, settings: { allowLoopback: boolean }): string | null {
  if (!URL.canParse(url)) return 'is not a URL';
  // `URL` brings decimal, octal and hexadecimal forms of an address into the usual one.
  const { protocol, username, password, hostname } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must begin with https:// or http://';
  if (username !== '' || password !== '') return 'must not carry a user name or a password';
  const range = rangeOf(hostname);
  if (range === 'loopback')
    return settings.allowLoopback
      ? null
      : 'must not be on this machine, unless the host is set to allow loopback receivers';
  return range === 'name' || range === 'unicast' ? null : 'must be an address of the public internet';
}

/** A range of addresses in ipaddr.js's words, or `name`; IPv4 in IPv6 counts as the IPv4 address that it is. */
function rangeOf(hostname: string): string {
  if (/^(?:.*\.)?localhost\.?$/.test(hostname)) return 'loopback';
  const address = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(address) ? ipaddr.process(address).range() : 'name';
}
