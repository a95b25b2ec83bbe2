const longestWords = 500;

/** A service's own words about a failure, fit for a log: short, on one line, without the keys that it may repeat. */
export function readable(text: string, secrets: readonly string[] = []): string {
  let shown = text;
  for (const secret of secrets) if (secret !== '') shown = shown.replaceAll(secret, '…');
  // Some services quote a key with its middle cut out.
  shown = shown
    // AWS answers a wrong signature with the request that it read, its session token included.
    .replace(/\b(x-amz-security-token|authorization)\s*:\s*(?:Bearer\s+)?[^\s"']+/gi, '$1: …')
    .replace(/\b(sk|gsk|xai|hf|AKIA|ASIA)[-_]?[\w*-]{8,}/g, '$1…')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return shown.length > longestWords ? `${shown.slice(0, longestWords)} …` : shown;
}

/** `Retry-After`: seconds or a date. Null when it says nothing that can be understood. */
export function readRetryAfter(header: string | null | undefined, now: Date): number | null {
  if (header == null || header.trim() === '') return null;
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(header)
    ? Number(header)
    : (Date.parse(header) - now.getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : null;
}
