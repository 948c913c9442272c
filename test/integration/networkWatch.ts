// Counts what this process sends out, below every client: TCP connections, fetch, and processes that are started.
import { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';

export interface NetworkWatch {
  /** What was opened since the watch began, each with the stack that opened it. */
  readonly opened: readonly string[];
  stop(): void;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Begins to count. Pipes and UNIX sockets are VS Code's own wiring between its processes and are left out. */
export function watchNetwork(): NetworkWatch {
  const opened: string[] = [];
  const undo: (() => void)[] = [];
  const note = (what: string): void => {
    const frames = (new Error().stack ?? '')
      .split('\n')
      .filter(line => /^\s+at /.test(line) && !/node:|<anonymous>\)|[/\\]dist[/\\]test[/\\]/.test(line));
    // VS Code looks for forwarded ports by itself, and its built-in extensions start language servers; what comes from where no frame tells counts.
    const isBuiltIn = frames.some(line =>
      /[/\\]vscode[/\\]extensions[/\\]|[/\\]app[/\\]extensions[/\\]/.test(line),
    );
    const isVscode = frames.length > 0 && frames.every(line => /[/\\]out[/\\]vs[/\\]/.test(line));
    if (isBuiltIn || (what.startsWith('spawn') && isVscode)) return;
    opened.push([what, ...frames.slice(0, 8)].join('\n'));
  };

  function wrap(
    owner: object,
    name: string,
    describe: (args: readonly unknown[]) => string | undefined,
  ): void {
    const original = Object.getOwnPropertyDescriptor(owner, name);
    const method = original?.value as Method | undefined;
    if (original === undefined || method === undefined) throw new Error(`${name} cannot be watched`);
    const watched: Method = function (this: unknown, ...args) {
      const what = describe(args);
      if (what !== undefined) note(what);
      return method.apply(this, args);
    };
    Object.defineProperty(owner, name, { ...original, value: watched });
    undo.push(() => Object.defineProperty(owner, name, original));
  }

  wrap(Socket.prototype, 'connect', args => {
    // Either what the caller passed, or the list that node:net makes of it.
    const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
    if (typeof first === 'string') return undefined;
    if (typeof first !== 'object' || first === null) return `connect ${String(first)}`;
    const { host, port, path } = first as { host?: string; port?: number; path?: string };
    return path === undefined || port !== undefined
      ? `connect ${host ?? 'localhost'}:${port ?? ''}`
      : undefined;
  });
  wrap(
    globalThis,
    'fetch',
    ([address]) => `fetch ${address instanceof Request ? address.url : String(address)}`,
  );
  wrap(ChildProcess.prototype, 'spawn', ([options]) => `spawn ${(options as { file: string }).file}`);
  return { opened, stop: () => undo.splice(0).forEach(step => step()) };
}
