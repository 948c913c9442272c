import { timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Length in bytes of the key that the workbench asks for at `/mint-key`. */
export const mintKeyLength = 32;

export interface ProxyOptions {
  /** Unix socket of the VS Code server behind the proxy. */
  readonly socketPath: string;
  /** Port to listen on; 0 picks a free one. */
  readonly port: number;
  /** Answer to `/mint-key`: with the same key the workbench can read the secrets it stored before a page reload. */
  readonly mintKey: Uint8Array;
  /** When given, `/mint-key` is answered only to a browser that carries this token in the workbench's cookie. */
  readonly connectionToken?: string;
}

export interface Proxy {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * Serves a VS Code server on a loopback port and adds the one answer that server lacks, `/mint-key`.
 * Passes web sockets. Requests whose Host is not this loopback address are refused, so that no page of
 * another site can reach the workbench by a name that resolves to loopback.
 * @throws Error of `listen`, such as EADDRINUSE.
 */
export async function startLoopbackProxy(options: ProxyOptions): Promise<Proxy> {
  const sockets = new Set<Duplex>();
  const server = http.createServer((request, response) => {
    const otherPort = /^\/proxy\/(\d{1,5})(\/.*)?$/.exec(request.url ?? '');
    if (!isOwnHost(request, port)) {
      response.writeHead(403).end('Not this host.');
    } else if (otherPort) {
      // Where the workbench sends its user for an address of this computer, such as the page of a sample portal: the browser runs here too.
      response.writeHead(307, { location: `http://127.0.0.1:${otherPort[1]}${otherPort[2] ?? '/'}` }).end();
    } else if (new URL(request.url ?? '/', 'http://proxy').pathname === '/mint-key') {
      answerMintKey(request, response, options);
    } else {
      forward(request, response, options.socketPath);
    }
  });
  server.on('connection', socket => track(sockets, socket));
  server.on('upgrade', (request: http.IncomingMessage, client: Socket, head: Buffer) => {
    if (isOwnHost(request, port)) tunnel(request, client, head, options.socketPath, sockets);
    else client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const port = (server.address() as AddressInfo).port;
  return {
    port,
    close: () =>
      new Promise<void>(resolve => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function track(sockets: Set<Duplex>, socket: Duplex): void {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
}

function isOwnHost(request: http.IncomingMessage, port: number): boolean {
  return request.headers.host === `127.0.0.1:${port}` || request.headers.host === `localhost:${port}`;
}

function answerMintKey(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  options: ProxyOptions,
): void {
  if (request.method !== 'POST') {
    response.writeHead(405).end();
  } else if (options.connectionToken !== undefined && !carriesToken(request, options.connectionToken)) {
    response.writeHead(403).end();
  } else {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' });
    response.end(options.mintKey);
  }
}

function carriesToken(request: http.IncomingMessage, token: string): boolean {
  const cookie = (request.headers.cookie ?? '').split(/;\s*/).find(part => part.startsWith('vscode-tkn='));
  const given = Buffer.from(cookie?.slice('vscode-tkn='.length) ?? '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function forward(request: http.IncomingMessage, response: http.ServerResponse, socketPath: string): void {
  const { method, url, headers } = request;
  const onward = http.request({ socketPath, method, path: url, headers }, answer => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end('VS Code has ended.');
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

function tunnel(
  request: http.IncomingMessage,
  client: Socket,
  head: Buffer,
  socketPath: string,
  sockets: Set<Duplex>,
): void {
  const server = net.connect(socketPath, () => {
    const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/1.1`];
    for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
      lines.push(`${request.rawHeaders[i] ?? ''}: ${request.rawHeaders[i + 1] ?? ''}`);
    }
    server.write(`${lines.join('\r\n')}\r\n\r\n`);
    server.write(head);
    server.pipe(client).pipe(server);
  });
  track(sockets, server);
  client.setNoDelay(true);
  server.on('error', () => client.destroy());
  client.on('error', () => server.destroy());
  server.on('close', () => client.destroy());
  client.on('close', () => server.destroy());
}
