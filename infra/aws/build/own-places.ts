import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Plugin } from 'esbuild';

/** Modules that read files beside them, and which: files or folders, from the root of the checkout. */
const filesReadBy: Record<string, readonly string[]> = {
  'services/planner/rules/program-files.ts': ['services/planner/rules/programs'],
  'services/ingest/console/routes.ts': ['services/ingest/console', 'shared/words/names.js'],
};

/**
 * All modules become one file. Those that read a file beside them by `import.meta.url` go on believing that they lie where
 * they lay, below the bundle's folder; `found` fills with the files that are therefore to be copied there.
 */
export function ownPlaces(root: string, found: Set<string>): Plugin {
  return {
    name: 'own-places',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        if (!text.includes('import.meta.url')) return undefined;
        const place = relative(root, path);
        const files = filesReadBy[place];
        if (files === undefined)
          return {
            errors: [{ text: `${place} reads files beside it: name them in infra/aws/build/own-places.ts` }],
          };
        for (const file of files) found.add(file);
        const itself = `new URL(${JSON.stringify(`./${place}`)}, import.meta.url).href`;
        return { contents: text.replaceAll('import.meta.url', itself), loader: 'ts' };
      });
    },
  };
}
