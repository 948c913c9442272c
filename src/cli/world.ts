// What a command has of its surroundings, so that tests can give it others.
import { redact } from '../core/redact';
import { inert } from './inert';
import type { Log } from '../services/ports';
import { tokenVariable, UsageError } from './commandLine';

export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly signal: AbortSignal;
}

/** A text without the token, also as JSON and addresses write it. A portal may say in an answer what it was sent. */
export function withoutToken(text: string, token: string): string {
  if (token === '') return text;
  const forms = new Set([token, JSON.stringify(token).slice(1, -1), encodeURIComponent(token)]);
  return [...forms].reduce((masked, form) => masked.replaceAll(form, '***'), text);
}

/** The same surroundings, which never say the token on either output. */
export function withMasks(world: World): World {
  const token = world.env[tokenVariable]?.trim() ?? '';
  return {
    ...world,
    out: text => world.out(withoutToken(text, token)),
    error: text => world.error(withoutToken(text, token)),
  };
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

/** What a line of standard error is: ours, or a detail that the portal gave for the error above it. */
type LineKind = 'error' | 'warning' | 'portal';

/** A line that begins with what it is, whatever a policy or a portal made the text: none of theirs looks like one of ours. */
export const errorLine = (kind: LineKind, text: string): string => `${kind}: ${inert(text)}\n`;

/** Warnings and errors on standard error. */
export function logOf(world: Pick<World, 'error'>): Log {
  const say = (kind: LineKind) => (message: string) => world.error(errorLine(kind, redact(message)));
  return { debug: () => undefined, info: () => undefined, warn: say('warning'), error: say('error') };
}
