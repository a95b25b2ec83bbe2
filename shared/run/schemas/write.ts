/** `node shared/run/schemas/write.ts` writes the files beside it anew. */
import { writeFile } from 'node:fs/promises';
import { deriveSchemas } from './derive.ts';

for (const [file, text] of deriveSchemas()) await writeFile(new URL(file, import.meta.url), text);
