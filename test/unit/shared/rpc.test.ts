import assert from 'node:assert/strict';
import * as v from 'valibot';
import { createCaller, serveCalls } from '../../../src/shared/rpc';
import type { CallSpec, Handlers, Port } from '../../../src/shared/rpc';

function call<A, R>(arg: v.GenericSchema<unknown, A>, timeoutMs: number): CallSpec<A, R> {
  return { arg, timeoutMs };
}
const table = {
  double: call<{ n: number }, number>(v.object({ n: v.number() }), 1000),
  slow: call<null, null>(v.null(), 20),
  ask: call<null, string>(v.null(), 0),
} as const;

/** Two ends of a channel; messages arrive in the next microtask, as copies. */
function channel(): { page: Port; host: Port; sent: unknown[] } {
  const sent: unknown[] = [];
  const ends = [new Set<(m: unknown) => void>(), new Set<(m: unknown) => void>()] as const;
  const port = (own: 0 | 1, other: 0 | 1): Port => ({
    post(message) {
      sent.push(message);
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => {
        for (const listener of [...ends[other]]) listener(copy);
      });
    },
    listen(listener) {
      ends[own].add(listener);
      return { dispose: () => void ends[own].delete(listener) };
    },
  });
  return { page: port(0, 1), host: port(1, 0), sent };
}

const never = new Promise<never>(() => undefined);
const handlers: Handlers<typeof table> = {
  double: ({ n }) => Promise.resolve(2 * n),
  slow: () => never,
  ask: () => Promise.resolve('yes'),
};
const refuse = (what: string): never => assert.fail(`unexpected: ${what}`);

describe('calls between page and host', () => {
  it('answers a call with its value, and several at once each with its own', async () => {
    const { page, host } = channel();
    serveCalls(host, table, handlers, refuse);
    const caller = createCaller(page, table);
    assert.deepEqual(
      await Promise.all([
        caller.call('double', { n: 4 }),
        caller.call('double', { n: 5 }),
        caller.call('ask', null),
      ]),
      [8, 10, 'yes'],
    );
    caller.dispose();
  });

  it('rejects with the message of a handler that throws', async () => {
    const { page, host } = channel();
    serveCalls(
      host,
      table,
      { ...handlers, double: () => Promise.reject(new Error('The portal is gone.')) },
      refuse,
    );
    const caller = createCaller(page, table);
    await assert.rejects(caller.call('double', { n: 1 }), { message: 'The portal is gone.' });
    await assert.rejects(caller.call('double', { n: 1 }), 'the channel goes on after a failure');
    caller.dispose();
  });

  it('rejects when no answer comes in time, and tells the other end to stop', async () => {
    const { page, host } = channel();
    let aborted: AbortSignal | undefined;
    serveCalls(
      host,
      table,
      {
        ...handlers,
        slow: (_, signal) => {
          aborted = signal;
          return never;
        },
      },
      refuse,
    );
    const caller = createCaller(page, table);
    await assert.rejects(caller.call('slow', null), /slow was not answered within 20 ms/);
    await Promise.resolve();
    assert.equal(aborted?.aborted, true);
    caller.dispose();
  });

  it('does not time out a call that asks a person', async () => {
    const { page, host } = channel();
    let answer: (text: string) => void = () => undefined;
    serveCalls(host, table, { ...handlers, ask: () => new Promise(resolve => (answer = resolve)) }, refuse);
    const caller = createCaller(page, table);
    const asked = caller.call('ask', null);
    await new Promise(resolve => setTimeout(resolve, 40));
    answer('late');
    assert.equal(await asked, 'late');
    caller.dispose();
  });

  it('rejects what is pending when it is disposed, and what is called after', async () => {
    const { page } = channel();
    const caller = createCaller(page, table);
    const pending = caller.call('ask', null);
    caller.dispose();
    await assert.rejects(pending, /closed/);
    await assert.rejects(caller.call('ask', null), /closed/);
  });

  it('aborts running handlers and answers nothing more when the host side is disposed', async () => {
    const { page, host, sent } = channel();
    let signal: AbortSignal | undefined;
    let finish: (n: number) => void = () => undefined;
    const served = serveCalls(
      host,
      table,
      {
        ...handlers,
        double: (_, given) => {
          signal = given;
          return new Promise(resolve => (finish = resolve));
        },
      },
      refuse,
    );
    const caller = createCaller(page, table);
    const pending = caller.call('double', { n: 1 });
    await new Promise(resolve => setTimeout(resolve, 1));
    served.dispose();
    assert.equal(signal?.aborted, true);
    finish(2);
    await new Promise(resolve => setTimeout(resolve, 1));
    assert.equal(sent.length, 1, 'only the call itself was sent');
    caller.dispose();
    await assert.rejects(pending);
  });

  it('refuses an argument that does not fit, without the handler and without its value in the report', async () => {
    const { page, host } = channel();
    const refused: string[] = [];
    serveCalls(host, table, { ...handlers, double: () => assert.fail('called') }, what => refused.push(what));
    const caller = createCaller(page, table);
    await assert.rejects(
      caller.call('double', { n: 'token-canary' } as unknown as { n: number }),
      /does not fit/,
    );
    assert.deepEqual(refused, ['double: n does not fit']);
    caller.dispose();
  });

  for (const message of [
    null,
    'text',
    42,
    { kind: 'reply', id: 1 },
    { kind: 'call' },
    { kind: 'call', id: 1.5, name: 'double' },
    { kind: 'call', id: 1, name: 7 },
  ]) {
    it(`refuses ${JSON.stringify(message)}, which is no call`, async () => {
      const { page, host } = channel();
      const refused: string[] = [];
      serveCalls(host, table, handlers, what => refused.push(what));
      page.post(message);
      await new Promise(resolve => setTimeout(resolve, 1));
      assert.deepEqual(refused, ['a message that is not a call']);
    });
  }

  for (const name of ['nothing', 'constructor', '__proto__', 'toString']) {
    it(`refuses the call ${name}, which the table does not have`, async () => {
      const { page, host, sent } = channel();
      const refused: string[] = [];
      serveCalls(host, table, handlers, what => refused.push(what));
      page.post({ kind: 'call', id: 9, name, arg: {} });
      await new Promise(resolve => setTimeout(resolve, 1));
      assert.deepEqual(refused, ['a call that does not exist']);
      assert.deepEqual(sent[1], { kind: 'reply', id: 9, ok: false, message: 'There is no such call.' });
    });
  }
});
