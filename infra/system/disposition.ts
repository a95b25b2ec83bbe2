/** Content-Disposition of a download (RFC 6266): a name that every client takes, and the whole one. */
export const attachment = (name: string): string =>
  `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encode(name)}`;

/** RFC 8187 leaves fewer characters as they are than a URI does. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
