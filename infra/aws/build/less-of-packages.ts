import type { Plugin } from 'esbuild';

/** What packages bring for other places than a Lambda function, by the file that leads to it. */
const instead: { file: RegExp; contents: string }[] = [
  // Messages in fifty languages, 250 kB, that hang on one name nobody asks for here.
  { file: /zod\/v4\/locales\/index\.js$/, contents: "export { default as en } from './en.js';" },
  // Profiles, single sign-on, other machines' metadata: a function's credentials are in its environment, and nowhere else.
  {
    file: /@aws-sdk\/credential-provider-node\/dist-es\/index\.js$/,
    contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
  },
];

export const lessOfPackages: Plugin = {
  name: 'less-of-packages',
  setup(builder) {
    for (const { file, contents } of instead)
      builder.onLoad({ filter: file }, ({ path }) => ({
        contents,
        resolveDir: path.replace(/\/[^/]*$/, ''),
      }));
  },
};
