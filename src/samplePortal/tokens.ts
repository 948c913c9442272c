import { createHash } from 'node:crypto';
import type { Member } from './model';
import { keyOf } from './model';
import { isLockedOut } from './overAssignment';
import { invalidToken } from './refusal';
import type { Put, TokenRecord } from './changes';
import { State } from './state';

/** What the state keeps of a secret. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Tokens of one request, made but not yet kept: commit `put` and hand out `secret`. */
export function newToken(record: TokenRecord): { secret: string; put: Put } {
  const secret = State.secret(32);
  return { secret, put: ['token', hashOf(secret), record] };
}

/**
 * The member that a token speaks for.
 * @param referer the request's `Referer` header
 * @throws Refusal 498 for an unknown, expired or revoked token, and for one bound to another referer
 */
export function memberOfToken(state: State, secret: string, referer: string | undefined): Member {
  const record = state.tokens.get(hashOf(secret));
  if (record?.kind !== 'access' || record.expires <= state.clock.now()) throw invalidToken();
  if (record.referer !== undefined && record.referer !== referer?.trim().toLowerCase()) throw invalidToken();
  const member = state.members.get(keyOf(record.username));
  if (member === undefined || member.disabled) throw invalidToken();
  if (isLockedOut(state, member) && state.decisions.lockedOutTokens === 'refused') throw invalidToken();
  return member;
}

/** Changes that end a token; a refresh token takes the access tokens with it that came from it. */
export function endToken(state: State, secret: string): Put[] {
  const hash = hashOf(secret);
  if (!state.tokens.has(hash)) return [];
  const puts: Put[] = [['token', hash, null]];
  for (const [other, record] of state.tokens) {
    if (record.parent === hash) puts.push(['token', other, null]);
  }
  return puts;
}
