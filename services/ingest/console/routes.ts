import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import type { IngestEnv } from '../ports.ts';
import type { SignIn } from '../sign-in.ts';

const files = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/console/app.js', 'app.js', 'text/javascript; charset=utf-8'],
  ['/console/markdown.js', 'markdown.js', 'text/javascript; charset=utf-8'],
  ['/console/elements.js', 'elements.js', 'text/javascript; charset=utf-8'],
  ['/console/artifacts.js', 'artifacts.js', 'text/javascript; charset=utf-8'],
  ['/console/session.js', 'session.js', 'text/javascript; charset=utf-8'],
  ['/console/sign-in.js', 'sign-in.js', 'text/javascript; charset=utf-8'],
  ['/console/run-list.js', 'run-list.js', 'text/javascript; charset=utf-8'],
  ['/console/label.js', 'label.js', 'text/javascript; charset=utf-8'],
  ['/shared/words/names.js', '../../../shared/words/names.js', 'text/javascript; charset=utf-8'],
  ['/console/view.js', 'view.js', 'text/javascript; charset=utf-8'],
  ['/console/words.js', 'words.js', 'text/javascript; charset=utf-8'],
  ['/console/style.css', 'style.css', 'text/css; charset=utf-8'],
] as const;

/**
 * Scripts and styles come from this origin alone; figures from where artifacts are kept, which a redirect names; and who
 * signs people in may be asked for tokens.
 */
const policyOf = (signIn: SignIn | null): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ['connect-src', "'self'", ...originsOf(signIn)].join(' '),
    "img-src 'self' data: blob: http://127.0.0.1:* http://localhost:* https://*.amazonaws.com",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const originsOf = (signIn: SignIn | null): string[] =>
  signIn === null
    ? []
    : [new URL(signIn.issuer).origin, ...(signIn.tokenOrigin === null ? [] : [signIn.tokenOrigin])];

/** The page, which holds nothing of anybody, and what it has to know to sign people in: both are open. */
export function consoleRoutes(signIn: SignIn | null): Hono<IngestEnv> {
  const app = new Hono<IngestEnv>();
  const policy = policyOf(signIn);
  app.get('/console/config.json', (context) => context.json({ auth: signIn }));
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
