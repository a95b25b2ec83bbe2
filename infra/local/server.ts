import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { toProblemDocument, toResponse } from '../../services/ingest/problem.ts';
import { InvalidInputError } from '../../shared/errors.ts';

export interface Server {
  url: string;
  close(): Promise<void>;
}

/** What never becomes a request that the API could see: a broken Host header or path. */
const refuseUnreadable = (): Response =>
  toResponse(toProblemDocument('invalid-request', 'The path or the Host header cannot be read.'));

type Routes = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/**
 * Listens on the loopback interface: signed objects first, everything else is the API's.
 * @throws InvalidInputError when the port is taken
 */
export async function listen(
  port: number,
  fetch: (request: Request) => Response | Promise<Response>,
  objects: Routes,
): Promise<Server> {
  const api = getRequestListener(fetch, { overrideGlobalObjects: false, errorHandler: refuseUnreadable });
  const server = createServer((request, response) => {
    objects(request, response)
      .then((taken) => (taken ? undefined : api(request, response)))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new InvalidInputError(
              `Port ${port} is taken: choose another with --port N (0: any free one)`,
              {},
              { cause: error },
            )
          : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
