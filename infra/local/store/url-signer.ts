import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SignedPost } from '../../../shared/ports/object-store.ts';

/**
 * Signed URLs of the one-machine host, with a key that lives as long as the process: what an earlier host signed, a
 * program that outlived it included, is worth nothing.
 */
export interface UrlSigner {
  signGet(
    key: string,
    options: { expiresInSeconds: number; version?: string; downloadName?: string },
    now: Date,
  ): string;
  signPost(prefix: string, options: { maxBytes: number; expiresInSeconds: number }, now: Date): SignedPost;
  /** Null when the URL was not signed here, was changed, or is over. */
  checkGet(url: URL, now: Date): { key: string; version: string | null; downloadName: string | null } | null;
  checkPost(fields: Record<string, string>, now: Date): { prefix: string; maxBytes: number } | null;
}

export const objectsPath = '/objects/';

export function createUrlSigner(baseUrl: () => string): UrlSigner {
  const secret = randomBytes(32);
  const sign = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');
  const matches = (text: string, signature: string): boolean => {
    const expected = Buffer.from(sign(text));
    const given = Buffer.from(signature);
    return expected.length === given.length && timingSafeEqual(expected, given);
  };

  return {
    signGet(key, options, now) {
      const url = new URL(objectsPath + key.split('/').map(encodeURIComponent).join('/'), baseUrl());
      url.searchParams.set('expires', String(Math.ceil(now.getTime() / 1000 + options.expiresInSeconds)));
      if (options.version !== undefined) url.searchParams.set('version', options.version);
      if (options.downloadName !== undefined) url.searchParams.set('download', options.downloadName);
      url.searchParams.set('signature', sign(canonical(key, url.searchParams)));
      return url.href;
    },

    signPost(prefix, options, now) {
      const policy = {
        prefix,
        maxBytes: options.maxBytes,
        expires: Math.ceil(now.getTime() / 1000 + options.expiresInSeconds),
      };
      const encoded = Buffer.from(JSON.stringify(policy)).toString('base64url');
      return {
        url: new URL(objectsPath, baseUrl()).href,
        fields: { policy: encoded, signature: sign(`POST ${encoded}`) },
      };
    },

    checkGet(url, now) {
      const key = decodePath(url.pathname.slice(objectsPath.length));
      if (key === null || !matches(canonical(key, url.searchParams), url.searchParams.get('signature') ?? ''))
        return null;
      if (Number(url.searchParams.get('expires')) * 1000 < now.getTime()) return null;
      return {
        key,
        version: url.searchParams.get('version'),
        downloadName: url.searchParams.get('download'),
      };
    },

    checkPost({ policy = '', signature = '' }, now) {
      if (!matches(`POST ${policy}`, signature)) return null;
      const { prefix, maxBytes, expires } = JSON.parse(Buffer.from(policy, 'base64url').toString()) as {
        prefix: string;
        maxBytes: number;
        expires: number;
      };
      return expires * 1000 < now.getTime() ? null : { prefix, maxBytes };
    },
  };
}

const canonical = (key: string, query: URLSearchParams): string =>
  `GET ${JSON.stringify([key, query.get('expires'), query.get('version'), query.get('download')])}`;

function decodePath(path: string): string | null {
  try {
    return path.split('/').map(decodeURIComponent).join('/');
  } catch {
    return null;
  }
}
