import assert from 'node:assert/strict';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createHttp, referer } from '../../../src/arcgis/http';
import type { HttpOptions, RequestRecord } from '../../../src/arcgis/http';
import { isAbort, PortalError } from '../../../src/core/problem';
import type { TokenSource } from '../../../src/arcgis/portalClient';
import { problemOf, withServer } from './using';
import type { FakeClock } from './wireServer';
import {
  answered,
  fakeClock,
  html,
  startWireServer,
  testToken,
  tokensInOrder,
  wireError,
} from './wireServer';

function httpOf(
  url: string,
  more: Partial<HttpOptions> = {},
): ReturnType<typeof createHttp> & { readonly clock: FakeClock } {
  const clock = fakeClock();
  return {
    ...createHttp({ url, fetch: globalThis.fetch, clock, tokens: tokensInOrder(testToken), ...more }),
    clock,
  };
}

const read = { path: 'portals/self', action: 'read' } as const;
const write = {
  path: 'content/listings/x/provisionUserEntitlements',
  action: 'write',
  params: { a: '1' },
} as const;

describe('how requests travel', () => {
  it('sends a read as GET with f=json, Referer and the token in a header', async () => {
    await withServer(
      () => ({}),
      async server => {
        await httpOf(server.url).send({ ...read, params: { q: 'a b&c', empty: undefined, on: true } });
        const [call] = server.calls;
        assert.equal(call?.method, 'GET');
        assert.equal(call.query.toString(), 'f=json&q=a+b%26c&on=true');
        assert.equal(call.headers['x-esri-authorization'], `Bearer ${testToken}`);
        assert.equal(call.headers.referer, referer);
        assert.equal(call.body, '');
      },
    );
  });

  it('sends a write as a form with the token in the body, and no token anywhere else', async () => {
    await withServer(
      () => ({ success: true }),
      async server => {
        await httpOf(server.url).send({ ...write, root: 'admin' });
        const [call] = server.calls;
        assert.equal(call?.method, 'POST');
        assert.equal(call.path, `portaladmin/${write.path}`);
        assert.equal(call.form.toString(), `f=json&a=1&token=${testToken}`);
        assert.equal(call.query.size, 0);
        assert.equal(call.headers['x-esri-authorization'], undefined);
        assert.equal(call.headers.referer, referer);
      },
    );
  });

  it('turns a read of more than 2,000 characters into a POST', async () => {
    await withServer(
      () => ({}),
      async server => {
        const http = httpOf(server.url);
        const address = `${server.url}/sharing/rest/portals/self?f=json&q=`;
        await http.send({ ...read, params: { q: 'x'.repeat(2000 - address.length) } });
        await http.send({ ...read, params: { q: 'x'.repeat(2001 - address.length) } });
        assert.deepEqual(
          server.calls.map(call => call.method),
          ['GET', 'POST'],
        );
        assert.equal(server.calls[1]?.form.get('token'), testToken);
        assert.equal(server.calls[1].query.size, 0);
      },
    );
  });

  it('sends a file as multipart with a name and a JSON content type', async () => {
    await withServer(
      () => ({ status: 'success' }),
      async server => {
        await httpOf(server.url).send({
          ...write,
          root: 'admin',
          file: { name: 'e n"t.json', text: '{"ö":1}' },
        });
        const [call] = server.calls;
        assert.match(call?.headers['content-type'] ?? '', /^multipart\/form-data; boundary=/);
        for (const part of [
          'name="file"; filename="e n%22t.json"',
          'Content-Type: application/json',
          '{"ö":1}',
          'name="token"',
          'name="f"',
        ]) {
          assert.ok(call?.body.includes(part), part);
        }
      },
    );
  });

  it('reports each request without query, body and token', async () => {
    await withServer(
      () => ({}),
      async server => {
        const records: RequestRecord[] = [];
        await httpOf(server.url, { onRequest: record => records.push(record) }).send({
          ...read,
          params: { q: 'ana' },
        });
        assert.deepEqual(records, [{ method: 'GET', path: 'portals/self', status: 200, ms: 0 }]);
      },
    );
  });
});

describe('what is sent again', () => {
  it('repeats a read up to 2 more times, waiting longer each time', async () => {
    await withServer(
      (_call, response) => html(response, 502, 'Bad Gateway'),
      async server => {
        const http = httpOf(server.url);
        const problem = await problemOf(http.send(read), 'unexpectedReply');
        assert.deepEqual(problem.fault, { kind: 'unexpectedReply', status: 502 });
        assert.equal(server.calls.length, 3);
        assert.deepEqual(http.clock.waits, [500, 1000]);
      },
    );
  });

  for (const status of [503, 504]) {
    it(`gets through when HTTP ${status} is over`, async () => {
      let calls = 0;
      await withServer(
        (_call, response) => (calls++ === 0 ? html(response, status, 'away') : { ok: 1 }),
        async server => {
          assert.deepEqual(await httpOf(server.url).send(read), { ok: 1 });
        },
      );
    });
  }

  it('waits as long as Retry-After asks, in seconds or as a date', async () => {
    const later = new Date(fakeClock().time + 7_000 + 3_000).toUTCString();
    const answers = [{ 'Retry-After': '3' }, { 'Retry-After': later }];
    await withServer(
      (_call, response) => {
        const headers = answers.shift();
        return headers === undefined ? {} : html(response, 429, 'Too Many Requests', headers);
      },
      async server => {
        const http = httpOf(server.url);
        await http.send(read);
        assert.deepEqual(http.clock.waits, [3_000, 7_000]);
      },
    );
  });

  it('does not wait for a Retry-After of more than 30 seconds, and says it', async () => {
    await withServer(
      (_call, response) => html(response, 429, 'x', { 'Retry-After': '3600' }),
      async server => {
        const problem = await problemOf(httpOf(server.url).send(read));
        assert.deepEqual(problem.fault, { kind: 'throttled', retryAfterMs: 3_600_000 });
        assert.equal(server.calls.length, 1);
      },
    );
  });

  it('does not repeat a read that was refused', async () => {
    for (const answer of [
      wireError(400, 'not licensed by user'),
      wireError(500, 'odd'),
      wireError(403, 'x'),
    ]) {
      await withServer(
        () => answer,
        async server => {
          await problemOf(httpOf(server.url).send(read));
          assert.equal(server.calls.length, 1);
        },
      );
    }
  });

  const brokenWrites: readonly (readonly [string, Parameters<typeof startWireServer>[0], string])[] = [
    ['HTTP 502', (_call, response) => html(response, 502, 'x'), 'unexpectedReply'],
    ['HTTP 429', (_call, response) => html(response, 429, 'x', { 'Retry-After': '1' }), 'throttled'],
    ['a dropped connection', (_call, response) => (response.destroy(), answered), 'transport'],
    [
      'a cut body',
      (_call, response) => (
        response.writeHead(200, { 'Content-Length': 90 }).write('{"a":'),
        setTimeout(() => response.destroy(), 20),
        answered
      ),
      'transport',
    ],
    ['an error of the portal', () => wireError(400, 'x'), 'refused'],
  ];
  for (const [name, handler, kind] of brokenWrites) {
    it(`sends a write once, whatever happens: ${name}`, async () => {
      await withServer(handler, async server => {
        const problem = await problemOf(httpOf(server.url).send(write));
        assert.equal(problem.fault.kind, kind);
        assert.equal(server.calls.length, 1);
      });
    });
  }

  it('repeats a read after a dropped connection and after a cut body', async () => {
    let calls = 0;
    await withServer(
      (_call, response) => {
        calls++;
        if (calls === 1) response.destroy();
        // The length is not known: the body ends like a whole one, in the middle of the JSON.
        else if (calls === 2) response.writeHead(200, { Connection: 'close' }).end('{"a":');
        else return { a: 1 };
        return answered;
      },
      async server => {
        assert.deepEqual(await httpOf(server.url).send(read), { a: 1 });
        assert.equal(calls, 3);
      },
    );
  });

  for (const action of ['read', 'write'] as const) {
    it(`repeats a ${action} once with a renewed token after 498 or 499`, async () => {
      await withServer(
        call => {
          const token = call.form.get('token') ?? call.headers['x-esri-authorization'];
          return String(token).endsWith('new') ? { ok: 1 } : wireError(498, 'Invalid token.');
        },
        async server => {
          const tokens = tokensInOrder('old', 'new');
          assert.deepEqual(await httpOf(server.url, { tokens }).send({ ...write, action }), { ok: 1 });
          assert.deepEqual(tokens.refused, ['old']);
          assert.equal(server.calls.length, 2);
        },
      );
    });

    it(`gives up a ${action} when the renewed token is refused as well`, async () => {
      await withServer(
        () => wireError(499, 'Token Required'),
        async server => {
          const tokens = tokensInOrder('one', 'two', 'three');
          const problem = await problemOf(
            httpOf(server.url, { tokens }).send({ ...write, action }),
            'signIn',
          );
          assert.deepEqual(problem.fault, { kind: 'signIn', code: 499 });
          assert.equal(server.calls.length, 2);
          assert.deepEqual(tokens.refused, ['one']);
        },
      );
    });
  }

  it('tells the tokens what they are for, and of a write without a token that nothing was sent', async () => {
    await withServer(
      () => wireError(498, 'Invalid token.'),
      async server => {
        const asked: string[] = [];
        const tokens: TokenSource = {
          token: (_, action) => {
            asked.push(`token ${action ?? ''}`);
            return Promise.resolve('t');
          },
          renew: (_, __, action) => {
            asked.push(`renew ${action ?? ''}`);
            return Promise.resolve(undefined);
          },
        };
        for (const request of [read, write])
          assert.deepEqual((await problemOf(httpOf(server.url, { tokens }).send(request), 'signIn')).fault, {
            kind: 'signIn',
            code: 498,
          });
        assert.deepEqual(asked, ['token read', 'renew read', 'token write', 'renew write']);
        const none = {
          ...tokens,
          token: () => Promise.reject(new PortalError({ kind: 'signIn' }, 'Sign in.')),
        };
        const { fault } = await problemOf(httpOf(server.url, { tokens: none }).send(write), 'signIn');
        assert.deepEqual(fault, { kind: 'signIn', unsent: true });
        assert.equal(server.calls.length, 2);
      },
    );
  });

  it('does not ask for another token after 401 or 403', async () => {
    for (const code of [401, 403]) {
      await withServer(
        () => wireError(code, 'x'),
        async server => {
          const tokens = tokensInOrder('one', 'two');
          await problemOf(httpOf(server.url, { tokens }).send(read));
          assert.deepEqual(tokens.refused, []);
        },
      );
    }
  });
});

describe('redirects', () => {
  for (const status of [301, 302, 307, 308]) {
    it(`repeats a POST as POST with its body after ${status} on the same host`, async () => {
      await withServer(
        (call, response) => {
          if (call.path.startsWith('gis/')) return { ok: call.form.get('a') };
          response.writeHead(status, { Location: '/portal/sharing/rest/gis/x' }).end();
          return answered;
        },
        async server => {
          assert.deepEqual(await httpOf(server.url).send(write), { ok: '1' });
          const [first, second] = server.calls;
          assert.equal(second?.method, 'POST');
          assert.equal(second.body, first?.body);
          assert.equal(second.headers.referer, referer);
        },
      );
    });
  }

  it('names another host and sends nothing there: another name, another port', async () => {
    const other = await startWireServer(() => ({ ok: 1 }));
    try {
      for (const location of [
        `http://localhost:${other.port}/x`,
        `http://127.0.0.1:${other.port}/x`,
        `//127.0.0.1:${other.port}/x`,
      ]) {
        await withServer(
          (_call, response) => (response.writeHead(302, { Location: location }).end(), answered),
          async server => {
            for (const request of [read, write]) {
              const problem = await problemOf(httpOf(server.url).send(request), 'otherHost');
              const host = new URL(location, 'http://x').host;
              assert.deepEqual(problem.fault, { kind: 'otherHost', host });
              assert.ok(problem.message.includes(host));
            }
            assert.equal(server.calls.length, 2);
          },
        );
      }
      assert.equal(other.calls.length, 0);
    } finally {
      await other.close();
    }
  });

  /** A fetch that answers by itself: for addresses that no test may reach. */
  const redirecting =
    (to: string, seen: string[]): typeof globalThis.fetch =>
    input => {
      const url = input instanceof Request ? input.url : String(input);
      seen.push(url);
      const isFirst = seen.length === 1;
      return Promise.resolve(
        isFirst ? new Response(null, { status: 302, headers: { Location: to } }) : Response.json({ ok: 1 }),
      );
    };

  it('follows from http to https on the same name, never back', async () => {
    const up: string[] = [];
    await httpOf('http://localhost:8080/portal', {
      fetch: redirecting('https://localhost:8443/portal/x', up),
    }).send(read);
    assert.equal(up[1], 'https://localhost:8443/portal/x');
    const down: string[] = [];
    const problem = await problemOf(
      httpOf('https://gis.example/portal', { fetch: redirecting('http://gis.example/portal/x', down) }).send(
        read,
      ),
      'otherHost',
    );
    assert.match(problem.message, /from https to http/);
    assert.equal(down.length, 1);
  });

  it('does not follow a 303 after a write, nor a circle, nor a redirect to nowhere', async () => {
    await withServer(
      (_call, response) => (response.writeHead(303, { Location: '/portal/y' }).end(), answered),
      async server => {
        assert.deepEqual((await problemOf(httpOf(server.url).send(write))).fault, {
          kind: 'unexpectedReply',
          status: 303,
        });
        assert.equal(server.calls.length, 1);
        await problemOf(httpOf(server.url).send(read), 'unexpectedReply');
        assert.equal(server.calls.length, 1 + 6);
      },
    );
    await withServer(
      (_call, response) => (response.writeHead(302).end(), answered),
      async server => {
        await problemOf(httpOf(server.url).send(read), 'unexpectedReply');
      },
    );
  });
});

describe('limits', () => {
  it('ends a reply whose body does not come, and repeats a read', async () => {
    await withServer(
      (_call, response) => (response.writeHead(200).write('{"a":'), answered),
      async server => {
        const problem = await problemOf(httpOf(server.url, { timeoutMs: 60 }).send(read), 'timeout');
        assert.deepEqual(problem.fault, { kind: 'timeout', ms: 60 });
        assert.equal(server.calls.length, 3);
        await problemOf(httpOf(server.url, { timeoutMs: 60 }).send(write), 'timeout');
        assert.equal(server.calls.length, 4);
      },
    );
  });

  it('asks for the limit anew with each request, where it is a function', async () => {
    await withServer(
      (_call, response) => (setTimeout(() => response.end('{"ok":true}'), 120), answered),
      async server => {
        let limitMs = 40;
        const http = httpOf(server.url, { timeoutMs: () => limitMs });
        const problem = await problemOf(http.send(write), 'timeout');
        assert.deepEqual(problem.fault, { kind: 'timeout', ms: 40 });
        limitMs = 5_000;
        assert.deepEqual(await http.send(read), { ok: true });
      },
    );
  });

  it('gives an upload its own, longer limit', async () => {
    await withServer(
      (_call, response) => (setTimeout(() => response.end('{"status":"success"}'), 120), answered),
      async server => {
        const http = httpOf(server.url, { timeoutMs: 40, importTimeoutMs: 5_000 });
        assert.deepEqual(await http.send({ ...write, file: { name: 'a.json', text: '{}' } }), {
          status: 'success',
        });
      },
    );
  });

  it('ends with an AbortError when the caller aborts: before, while waiting for the reply, and in its body', async () => {
    const aborted = async (
      handler: Parameters<typeof startWireServer>[0],
      afterMs: number,
    ): Promise<void> => {
      await withServer(handler, async server => {
        const controller = new AbortController();
        if (afterMs === 0) controller.abort();
        else setTimeout(() => controller.abort(), afterMs);
        await assert.rejects(httpOf(server.url).send({ ...read, signal: controller.signal }), isAbort);
        assert.ok(server.calls.length <= 1);
      });
    };
    await aborted(() => ({}), 0);
    await aborted(() => answered, 50);
    await aborted((_call, response) => (response.writeHead(200).write('{'), answered), 50);
  });

  it('does not read more than 64 MiB', async () => {
    let sent = 0;
    const chunk = new Uint8Array(1024 * 1024).fill(32);
    const endless: typeof globalThis.fetch = () =>
      Promise.resolve(
        new Response(
          new ReadableStream({
            pull: controller => {
              sent++;
              controller.enqueue(chunk);
            },
          }),
        ),
      );
    const problem = await problemOf(
      httpOf('https://gis.example/portal', { fetch: endless }).send(read),
      'unexpectedReply',
    );
    assert.match(problem.message, /64 MiB/);
    assert.ok(sent < 70, String(sent));
  });

  it('says what to check when nobody answers', async () => {
    const server = createTcpServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise(resolve => server.close(resolve));
    const problem = await problemOf(httpOf(`http://127.0.0.1:${port}/portal`).send(read), 'transport');
    assert.match(problem.message, /does not accept connections/);
  });
});
