import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import type { IngestEnv } from '../ports.ts';

const files = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/console/app.js', 'app.js', 'text/javascript; charset=utf-8'],
  ['/console/markdown.js', 'markdown.js', 'text/javascript; charset=utf-8'],
  ['/console/elements.js', 'elements.js', 'text/javascript; charset=utf-8'],
  ['/console/run-list.js', 'run-list.js', 'text/javascript; charset=utf-8'],
  ['/console/label.js', 'label.js', 'text/javascript; charset=utf-8'],
  ['/shared/words/names.js', '../../../shared/words/names.js', 'text/javascript; charset=utf-8'],
  ['/console/view.js', 'view.js', 'text/javascript; charset=utf-8'],
  ['/console/words.js', 'words.js', 'text/javascript; charset=utf-8'],
  ['/console/style.css', 'style.css', 'text/css; charset=utf-8'],
] as const;

/** Scripts and styles come from this origin alone; figures from where artifacts are kept, which a redirect names. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob: http://127.0.0.1:* http://localhost:* https://*.amazonaws.com",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function consoleRoutes(): Hono<IngestEnv> {
  const app = new Hono<IngestEnv>();
  for (const [path, file, type] of files) {
    app.get(path, async (context) => {
      const body = await readFile(new URL(file, import.meta.url));
      return context.body(body, 200, {
        'content-type': type,
        'content-security-policy': policy,
        'cache-control': 'no-cache',
      });
    });
  }
  return app;
}
