import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Listener {
  readonly server: Server;
  readonly port: number;
  /** `http://127.0.0.1:PORT`, or https. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Starts a server on the loopback interface alone. @param port 0 picks a free one */
export async function listen(
  port: number,
  tls: { cert: string; key: string } | undefined,
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listener> {
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch(() => {
      // A client that went away, or a body that is too long: nobody is left to answer, or nothing better to say.
      if (response.headersSent) response.destroy();
      else response.writeHead(400, { 'Content-Type': 'text/plain' }).end('Bad request');
    });
  };
  const server = tls === undefined ? createHttpServer(onRequest) : createHttpsServer(tls, onRequest);
  // Idle connections of a client's pool must outlive its pauses; the default of 5 s makes resets that look like faults.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const actual = (server.address() as AddressInfo).port;
  return {
    server,
    port: actual,
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${actual}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Whether a request is meant for this server. A page of another site that reaches it through a name of its own (DNS rebinding) has another
 * `Host`; a form or script of another site has another `Origin`.
 */
export function isForUs(request: IncomingMessage, port: number, scheme: string): boolean {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map(name => `${name}:${port}`);
  const { host, origin } = request.headers;
  if (host === undefined || !hosts.includes(host.toLowerCase())) return false;
  return origin === undefined || hosts.some(own => origin === `${scheme}://${own}`);
}
