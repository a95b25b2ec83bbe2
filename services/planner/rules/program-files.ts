import { readFileSync } from 'node:fs';

/**
 * The programs that the rules write are files of their own, filled by parameters: nothing of a prompt or of the data
 * ever becomes part of their text.
 */
const read = (name: string): string => readFileSync(new URL(`programs/${name}.py`, import.meta.url), 'utf8');

export const trainProgram = (): string => read('train');
export const predictProgram = (): string => read('predict');
export const profileProgram = (): string => read('profile');
