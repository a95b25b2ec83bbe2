import { fileURLToPath } from 'node:url';

export const sampleInput = fileURLToPath(new URL('../../input', import.meta.url));

/** The folder that a question's `input` names. */
export const inputFolder = async (name: string): Promise<string> => name;
