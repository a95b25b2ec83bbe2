/** A statement with a mistake planted, and what must be said of it: nothing less, and nothing besides. */
export interface PlantedPlan {
  mistake: string;
  sql: string;
  finds: [check: string, severity: 'notice' | 'serious', figure: string][];
}

/** A statement that looks like a mistake and is none. */
export type SoundPlan = [why: string, sql: string];
