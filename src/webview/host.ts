// The page's end of the channel to the host, with what every page of ours does first: custom elements, and violations told to the host.
import { createCaller } from '../shared/rpc';
import type { CallTable, Caller, Port } from '../shared/rpc';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

export interface Host<T extends CallTable> {
  readonly vscode: VsCodeApi;
  readonly port: Port;
  readonly calls: Caller<T>;
}

/** A violation of the content security policy, cut to what the host takes. */
export interface Violation {
  readonly directive: string;
  readonly blocked: string;
}

/**
 * Opens the channel; once per page, since VS Code hands its interface out once.
 * @param violated tells the host, whose table of calls names how
 */
export function connectHost<T extends CallTable>(
  table: T,
  violated: (calls: Caller<T>, violation: Violation) => Promise<unknown>,
): Host<T> {
  const vscode = acquireVsCodeApi();
  const port: Port = {
    post: message => vscode.postMessage(message),
    listen(listener) {
      const heard = (event: MessageEvent): void => listener(event.data);
      window.addEventListener('message', heard);
      return { dispose: () => window.removeEventListener('message', heard) };
    },
  };
  const calls = createCaller(port, table);
  document.addEventListener('securitypolicyviolation', event => {
    violated(calls, {
      directive: event.effectiveDirective.slice(0, 200),
      blocked: event.blockedURI.slice(0, 200),
    }).catch(() => undefined);
  });
  return { vscode, port, calls };
}
