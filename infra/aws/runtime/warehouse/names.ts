/** Of every statement of a run: ListStatements finds it by the name, and its events carry it. At most 500 characters. */
export const statementNameOf = (token: string): string => `kaiseki/${token}`;

/** A token begins with its run's id. */
export const runOfStatement = (name: string): string | null =>
  /^kaiseki\/([A-Za-z0-9-]{1,36})\//.exec(name)?.[1] ?? null;
