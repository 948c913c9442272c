// VS Code behind the ports of services.
import * as vscode from 'vscode';
import type { Disposable } from '../core/emitter';
import { redact } from '../core/redact';
import type { KeyValueStore, Log, Secrets } from '../services/ports';

export interface LogChannel extends Log, Disposable {
  show(): void;
}

/** The extension's output channel; every line passes {@link redact}. */
export function createLog(): LogChannel {
  const channel = vscode.window.createOutputChannel('ArcGIS Entitlements', { log: true });
  return {
    debug: message => channel.debug(redact(message)),
    info: message => channel.info(redact(message)),
    warn: message => channel.warn(redact(message)),
    error: message => channel.error(redact(message)),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}

export function secretsOf(context: vscode.ExtensionContext): Secrets {
  return {
    onDidChange: listener => context.secrets.onDidChange(({ key }) => listener(key)),
    get: async key => context.secrets.get(key),
    store: async (key, value) => context.secrets.store(key, value),
    delete: async key => context.secrets.delete(key),
  };
}

export function keyValueStoreOf(memento: vscode.Memento): KeyValueStore {
  return {
    get: key => memento.get(key),
    set: async (key, value) => memento.update(key, value),
  };
}

/** Runs `run` with an AbortSignal that follows the token: the one bridge between the two worlds. */
export async function withAbort<T>(
  token: vscode.CancellationToken,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const link = token.onCancellationRequested(() => controller.abort());
  try {
    return await run(controller.signal);
  } finally {
    link.dispose();
  }
}
