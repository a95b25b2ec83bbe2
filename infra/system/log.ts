import { KaisekiError } from '../../shared/errors.ts';

/** Structured lines on stderr: never a prompt, a row or a secret; every line about a run carries run and stage. */
export interface Logger {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

export type LogLevel = 'info' | 'warn' | 'error';

const rank: Record<LogLevel, number> = { info: 0, warn: 1, error: 2 };

export function createLogger(write: (line: string) => void, minimum: LogLevel): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      if (rank[level] < rank[minimum]) return;
      write(JSON.stringify({ time: new Date().toISOString(), level, message, ...loggable(fields) }) + '\n');
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** Evidence and causes of errors can hold what users wrote: a log gets an error's own words only. */
export const loggable = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? toLine(value) : value]),
  );

const toLine = (error: Error): string =>
  `${error instanceof KaisekiError ? error.code : error.name}: ${error.message}`;
