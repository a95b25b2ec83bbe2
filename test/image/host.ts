/** A host whose programs run in containers, in a process of its own: `node host.ts <state folder>`. Prints its URL. */
import { startContainerHost } from './container-host.ts';

const host = await startContainerHost({ stateDirectory: process.argv[2] ?? '' });
process.stdout.write(`${host.url}\n`);
