// What a command has of its surroundings, so that tests can give it others.
import { redact } from '../core/redact';
import type { Log } from '../services/ports';
import { tokenVariable, UsageError } from './commandLine';

export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly signal: AbortSignal;
}

/** The administrator's token. @throws UsageError where there is none */
export function tokenOf({ env }: Pick<World, 'env'>): string {
  const token = env[tokenVariable]?.trim() ?? '';
  if (token === '')
    throw new UsageError(
      `The environment variable ${tokenVariable} is empty: put an administrator's token into it.`,
    );
  return token;
}

/** Warnings and errors on standard error, without the token. */
export function logOf(world: Pick<World, 'error'>, token: string): Log {
  const say = (message: string): void => world.error(`${redact(message).replaceAll(token, '***')}\n`);
  return { debug: () => undefined, info: () => undefined, warn: say, error: say };
}
