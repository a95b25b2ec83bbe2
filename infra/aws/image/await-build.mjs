import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  ListBuildsForProjectCommand,
  StartBuildCommand,
} from '@aws-sdk/client-codebuild';

/**
 * The function that `pulumi up` invokes when the image's sources changed: it runs as it stands here, with the SDK of Lambda's
 * runtime. May be invoked again at any time: a build of these sources that is under way is waited for, and one whose image
 * is there ends at once.
 * @typedef {{ project: string, sources: string }} Asked names the CodeBuild project and the hash of the sources
 */

/** The variable of the build that names what it built of. */
const sourcesVariable = 'SOURCES';
/** What the build hands out, by buildspec.yml. */
const imageVariable = 'IMAGE';

const pollMilliseconds = 5_000;
/** What is left for the answer. */
const reserveMilliseconds = 20_000;

/**
 * @param {Asked} asked
 * @param {{ getRemainingTimeInMillis(): number }} context
 * @returns {Promise<{ image: string }>} by digest
 */
export async function handler(asked, context) {
  const client = new CodeBuildClient({});
  const id = (await underWay(client, asked)) ?? (await start(client, asked));
  for (;;) {
    const { builds = [] } = await client.send(new BatchGetBuildsCommand({ ids: [id] }));
    const build = builds[0];
    if (build?.buildStatus !== undefined && build.buildStatus !== 'IN_PROGRESS') return ended(build);
    if (context.getRemainingTimeInMillis() < reserveMilliseconds + pollMilliseconds)
      throw new Error(
        `The build ${id} of the image is still under way. Run \`pulumi up\` again: it goes on waiting.`,
      );
    await sleep(pollMilliseconds);
  }
}

/**
 * @param {import('@aws-sdk/client-codebuild').Build} build
 * @returns {{ image: string }}
 */
function ended({ id, buildStatus, phases = [], logs, exportedEnvironmentVariables = [] }) {
  const image = exportedEnvironmentVariables.find(({ name }) => name === imageVariable)?.value;
  if (buildStatus === 'SUCCEEDED' && image) return { image };
  const said = phases.flatMap(({ contexts = [] }) => contexts.map(({ message }) => message)).filter(Boolean);
  throw new Error(
    `The build ${id} of the image ended as ${buildStatus}${image ? '' : ' without an image'}: ${said.join('; ')}. Its log: ${logs?.deepLink}`,
  );
}

/**
 * @param {CodeBuildClient} client
 * @param {Asked} asked
 * @returns {Promise<string | undefined>} the build's id
 */
async function underWay(client, { project, sources }) {
  const { ids = [] } = await client.send(
    new ListBuildsForProjectCommand({ projectName: project, sortOrder: 'DESCENDING' }),
  );
  if (ids.length === 0) return undefined;
  const { builds = [] } = await client.send(new BatchGetBuildsCommand({ ids: ids.slice(0, 10) }));
  const isOfThese = (/** @type {import('@aws-sdk/client-codebuild').Build} */ build) =>
    build.environment?.environmentVariables?.some(
      ({ name, value }) => name === sourcesVariable && value === sources,
    );
  return builds.find((build) => build.buildStatus === 'IN_PROGRESS' && isOfThese(build))?.id;
}

/**
 * @param {CodeBuildClient} client
 * @param {Asked} asked
 */
async function start(client, { project, sources }) {
  const { build } = await client.send(
    new StartBuildCommand({
      projectName: project,
      environmentVariablesOverride: [{ name: sourcesVariable, value: sources, type: 'PLAINTEXT' }],
    }),
  );
  if (build?.id === undefined)
    throw new Error(`CodeBuild started no build of ${project} and did not say why.`);
  return build.id;
}
