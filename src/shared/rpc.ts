// Calls between two ends that only have messages: answered, timed out or rejected on dispose, never left waiting.
import type * as v from 'valibot';
import { safeParse } from 'valibot';
import type { Disposable } from '../core/emitter';

/** One end of a message channel: the webview's own `postMessage`, or VS Code's `Webview`. */
export interface Port {
  post(message: unknown): void;
  listen(listener: (message: unknown) => void): Disposable;
}

/**
 * One call: what it takes (checked by the answering end), what it gives back (a type only), and how long the caller waits for the answer.
 * `timeoutMs` 0 waits without end, for a call that asks the administrator something.
 */
export interface CallSpec<A, R> {
  readonly arg: v.GenericSchema<unknown, A>;
  readonly timeoutMs: number;
  readonly result?: R;
}
/** One row of a table of calls. @param timeoutMs 0 waits without end */
export function call<A, R>(arg: v.GenericSchema<unknown, A>, timeoutMs: number): CallSpec<A, R> {
  return { arg, timeoutMs };
}

/** True for an event of one of these names; the host is trusted, so that the name is all that is looked at. */
export function isEventNamed<Name extends string>(
  message: unknown,
  names: readonly Name[],
): message is { readonly kind: 'event'; readonly name: Name } {
  return isRecord(message) && message['kind'] === 'event' && names.some(name => name === message['name']);
}

export type CallTable = Readonly<Record<string, CallSpec<unknown, unknown>>>;

type ArgOf<S> = S extends CallSpec<infer A, unknown> ? A : never;
type ResultOf<S> = S extends { readonly result?: infer R } ? Exclude<R, undefined> : never;

/** The handlers a table asks for. `signal` aborts when the caller gave up or the channel was disposed. */
export type Handlers<T extends CallTable> = {
  readonly [K in keyof T]: (arg: ArgOf<T[K]>, signal: AbortSignal) => Promise<ResultOf<T[K]>>;
};

export interface Caller<T extends CallTable> extends Disposable {
  /** Rejects with the other end's message, on timeout, and when the caller is disposed. */
  call<K extends keyof T & string>(name: K, arg: ArgOf<T[K]>): Promise<ResultOf<T[K]>>;
}

interface CallMessage {
  readonly kind: 'call';
  readonly id: number;
  readonly name: string;
  readonly arg: unknown;
}
interface CancelMessage {
  readonly kind: 'cancel';
  readonly id: number;
}
type ReplyMessage =
  | { readonly kind: 'reply'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly ok: false; readonly message: string };

/** The calling end. */
export function createCaller<T extends CallTable>(port: Port, table: T): Caller<T> {
  interface Pending {
    readonly resolve: (value: unknown) => void;
    readonly reject: (error: Error) => void;
    readonly timer: ReturnType<typeof setTimeout> | undefined;
  }
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let disposed = false;

  const take = (id: number): Pending | undefined => {
    const entry = pending.get(id);
    pending.delete(id);
    if (entry?.timer !== undefined) clearTimeout(entry.timer);
    return entry;
  };
  const listening = port.listen(message => {
    if (!isReply(message)) return;
    const entry = take(message.id);
    if (message.ok) entry?.resolve(message.value);
    else entry?.reject(new Error(message.message));
  });

  return {
    call<K extends keyof T & string>(name: K, arg: ArgOf<T[K]>): Promise<ResultOf<T[K]>> {
      return new Promise<unknown>((resolve, reject) => {
        if (disposed) {
          reject(new Error(`The channel is closed; ${name} was not sent.`));
          return;
        }
        const id = nextId++;
        const timeoutMs = table[name]?.timeoutMs ?? 0;
        const timer =
          timeoutMs === 0
            ? undefined
            : setTimeout(() => {
                port.post({ kind: 'cancel', id } satisfies CancelMessage);
                take(id)?.reject(new Error(`${name} was not answered within ${timeoutMs} ms.`));
              }, timeoutMs);
        pending.set(id, { resolve, reject, timer });
        port.post({ kind: 'call', id, name, arg } satisfies CallMessage);
      }) as Promise<ResultOf<T[K]>>;
    },
    dispose(): void {
      disposed = true;
      listening.dispose();
      for (const id of [...pending.keys()]) take(id)?.reject(new Error('The channel is closed.'));
    },
  };
}

/**
 * The answering end. Every message is checked against the table before a handler sees it; what does not fit is refused and told to
 * `onInvalid` in words that hold no value of the message. A handler that throws is answered with its message.
 */
export function serveCalls<T extends CallTable>(
  port: Port,
  table: T,
  handlers: Handlers<T>,
  onInvalid: (what: string) => void,
): Disposable {
  const running = new Map<number, AbortController>();
  let disposed = false;

  const answer = async (message: CallMessage): Promise<ReplyMessage> => {
    const { id, name } = message;
    const spec = Object.hasOwn(table, name) ? table[name] : undefined;
    const handler = Object.hasOwn(handlers, name)
      ? (handlers[name] as (arg: unknown, signal: AbortSignal) => Promise<unknown>)
      : undefined;
    if (spec === undefined || handler === undefined) {
      onInvalid('a call that does not exist');
      return { kind: 'reply', id, ok: false, message: 'There is no such call.' };
    }
    const parsed = safeParse(spec.arg, message.arg);
    if (!parsed.success) {
      const path = parsed.issues[0].path?.map(step => String(step.key)).join('.') ?? '';
      onInvalid(`${name}: ${path === '' ? 'the argument' : path} does not fit`);
      return { kind: 'reply', id, ok: false, message: `The argument of ${name} does not fit.` };
    }
    const controller = new AbortController();
    running.set(id, controller);
    try {
      return { kind: 'reply', id, ok: true, value: await handler(parsed.output, controller.signal) };
    } catch (error) {
      return {
        kind: 'reply',
        id,
        ok: false,
        message: error instanceof Error ? error.message : String(error),
      };
    } finally {
      running.delete(id);
    }
  };

  const listening = port.listen(message => {
    if (isRecord(message) && message['kind'] === 'cancel' && typeof message['id'] === 'number') {
      running.get(message['id'])?.abort(new DOMException('The caller gave up.', 'AbortError'));
      return;
    }
    if (!isCall(message)) {
      onInvalid('a message that is not a call');
      return;
    }
    void answer(message).then(reply => {
      if (!disposed) port.post(reply);
    });
  });

  return {
    dispose(): void {
      disposed = true;
      listening.dispose();
      for (const controller of running.values()) {
        controller.abort(new DOMException('The page was closed.', 'AbortError'));
      }
      running.clear();
    },
  };
}

function isRecord(message: unknown): message is Record<string, unknown> {
  return typeof message === 'object' && message !== null;
}

function isCall(message: unknown): message is CallMessage {
  return (
    isRecord(message) &&
    message['kind'] === 'call' &&
    Number.isSafeInteger(message['id']) &&
    typeof message['name'] === 'string'
  );
}

function isReply(message: unknown): message is ReplyMessage {
  return (
    isRecord(message) &&
    message['kind'] === 'reply' &&
    typeof message['id'] === 'number' &&
    (message['ok'] === true || (message['ok'] === false && typeof message['message'] === 'string'))
  );
}
