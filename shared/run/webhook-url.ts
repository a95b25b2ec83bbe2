/**
 * Why a webhook cannot go to `url`, or null. Only what the text says: the addresses behind a name are checked when it is
 * called, since they may be others by then.
 */
export function webhookUrlProblem(url: string, settings: { allowLoopback: boolean }): string | null {
  if (!URL.canParse(url)) return 'is not a URL';
  const { protocol, username, password, hostname } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must begin with https:// or http://';
  if (username !== '' || password !== '') return 'must not carry a user name or a password';
  if (isLoopbackName(hostname) && !settings.allowLoopback) {
    return 'must not be on this machine, unless the host is set to allow loopback receivers';
  }
  return null;
}

/** `URL` has brought decimal, octal and hexadecimal forms of an address into this one already. */
const isLoopbackName = (hostname: string): boolean =>
  /^(?:.*\.)?localhost\.?$|^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]';
