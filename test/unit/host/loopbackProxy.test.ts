import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Proxy, startLoopbackProxy } from '../../host/loopbackProxy';

const mintKey = new Uint8Array(32).fill(7);

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

function ask(
  port: number,
  method: string,
  target: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method, path: target, headers }, response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
    });
    request.on('error', reject).end();
  });
}

describe('the loopback proxy', () => {
  let folder: string;
  let backend: http.Server;
  let proxy: Proxy;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'proxy-'));
    const socketPath = path.join(folder, 's.sock');
    backend = http.createServer((request, response) =>
      response.end(`${request.method ?? ''} ${request.url ?? ''}`),
    );
    backend.on('upgrade', (request: http.IncomingMessage, socket: net.Socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      socket.write(`hello ${request.headers['sec-websocket-key'] ?? ''} `);
      socket.pipe(socket);
    });
    await new Promise<void>(resolve => backend.listen(socketPath, resolve));
    proxy = await startLoopbackProxy({ socketPath, port: 0, mintKey, connectionToken: 'secret' });
  });

  after(async () => {
    await proxy.close();
    backend.close();
    await rm(folder, { recursive: true });
  });

  it('passes requests on with their path and query', async () => {
    const { status, body } = await ask(proxy.port, 'GET', '/a/b?c=d');
    assert.deepEqual([status, body.toString()], [200, 'GET /a/b?c=d']);
  });

  it('answers /mint-key with the key, to a browser that has the token only', async () => {
    const right = await ask(proxy.port, 'POST', '/mint-key', { cookie: 'a=b; vscode-tkn=secret' });
    assert.equal(right.status, 200);
    assert.deepEqual(new Uint8Array(right.body), mintKey);
    assert.equal((await ask(proxy.port, 'POST', '/mint-key', { cookie: 'vscode-tkn=secreT' })).status, 403);
    assert.equal((await ask(proxy.port, 'POST', '/mint-key')).status, 403);
    assert.equal((await ask(proxy.port, 'GET', '/mint-key', { cookie: 'vscode-tkn=secret' })).status, 405);
  });

  it('refuses a request for another host, as a page of another site would make it', async () => {
    assert.equal((await ask(proxy.port, 'GET', '/', { host: 'evil.example' })).status, 403);
    assert.equal((await ask(proxy.port, 'GET', '/', { host: `localhost:${proxy.port}` })).status, 200);
  });

  it('tunnels web sockets in both directions', async () => {
    const socket = net.connect(proxy.port, '127.0.0.1');
    const head = [
      'GET /ws HTTP/1.1',
      `Host: 127.0.0.1:${proxy.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
    ];
    socket.write([...head, 'Sec-WebSocket-Key: k1', '', ''].join('\r\n'));
    const seen = await new Promise<string>((resolve, reject) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.endsWith('hello k1 ')) socket.write('ping');
        if (text.endsWith('ping')) resolve(text);
      });
      socket.on('close', () => reject(new Error(`closed after: ${text}`)));
    });
    socket.destroy();
    assert.match(seen, /101 Switching Protocols[\s\S]*hello k1 ping$/);
  });

  it('says so when VS Code has ended', async () => {
    const lonely = await startLoopbackProxy({ socketPath: path.join(folder, 'none.sock'), port: 0, mintKey });
    assert.equal((await ask(lonely.port, 'GET', '/')).status, 502);
    await lonely.close();
  });
});
