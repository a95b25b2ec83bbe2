import { runOfToken, sha256 } from '../../../../shared/run/keys.ts';

/**
 * The statements of one extract: `result` gives the rows to whoever asks, `unload` writes those that are too many for that.
 */
export type StatementStep = 'result' | 'unload';

/** ClientToken: 1 to 64 characters, and Redshift knows it for 8 hours; a run is over in far less. */
export const clientToken = (token: string, step: StatementStep): string => sha256(`${token}/${step}`);

/** StatementName, at most 500 characters. ListStatements finds names by what they begin with. */
export const statementName = (token: string, step: StatementStep): string => `${namesOf(token)}${step}`;
export const namesOf = (token: string): string => `kaiseki/${token}/`;

/** Of an event of Redshift's that a statement has ended: the run that waits for it, or null when it is none of ours. */
export function runOfStatement(name: string): string | null {
  const [, token] = /^kaiseki\/(.+)\/(?:result|unload)$/.exec(name) ?? [];
  return token === undefined ? null : runOfToken(token);
}
