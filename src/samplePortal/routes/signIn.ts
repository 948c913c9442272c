import type { Exchange, Route } from '../exchange';
import { input, inputNumber } from '../exchange';
import { keyOf } from '../model';
import { isLockedOut } from '../overAssignment';
import { Refusal } from '../refusal';
import { newToken } from '../tokens';
import type { SignIn } from '../signIn';

/** 15 days in minutes: the longest life that generateToken gives (wire reference 5.2). */
const longestMinutes = 21_600;

/** `info` and `generateToken` (wire reference 5.1 and 5.2). */
export const signInRoutes = ({ password }: SignIn): readonly Route[] => [
  { kind: 'read', path: '/sharing/rest', access: 'anyone', ignoresToken: true, handle: root },
  {
    kind: 'read',
    path: '/sharing/rest/info',
    access: 'anyone',
    ignoresToken: true,
    handle: ({ base }) => ({
      owningSystemUrl: base,
      authInfo: { tokenServicesUrl: `${base}/sharing/rest/generateToken`, isTokenBasedSecurity: true },
    }),
  },
  {
    kind: 'write',
    path: '/sharing/rest/generateToken',
    access: 'anyone',
    ignoresToken: true,
    handle: exchange => generateToken(exchange, password),
  },
];

function root({ state }: Exchange): unknown {
  return state.flavor === 'enterprise'
    ? { currentVersion: '2024.2', enterpriseVersion: '11.4.0', enterpriseBuild: '53940' }
    : { currentVersion: state.flavor === 'online' ? '2025.2' : '6.3' };
}

const unable = (...details: string[]): Refusal =>
  new Refusal(400, 'Unable to generate token.', details, { isSettled: true });

function generateToken(exchange: Exchange, expected: string): unknown {
  const { state, body } = exchange;
  // Credentials in the query are not read: the documentation wants them in the body.
  const username = body.fields.get('username') ?? '';
  const password = body.fields.get('password') ?? '';
  const missing = [
    username === '' ? "'username' must be specified." : '',
    password === '' ? "'password' must be specified." : '',
  ];
  if (missing.some(text => text !== '')) throw unable(...missing.filter(text => text !== ''));
  const member = state.members.get(keyOf(username));
  // Case-sensitive here, although the sign-in page is not (wire reference 5.2).
  const isKnown = member?.username === username && password === expected;
  if (member === undefined || !isKnown || member.provider === 'enterprise' || member.disabled) {
    throw unable('Invalid username or password.');
  }
  if (member.mfaEnabled && state.decisions.multifactor === 'refuse')
    throw unable('Invalid username or password.');
  if (isLockedOut(state, member)) {
    throw unable(
      `The number of members with the user type ${member.userLicenseTypeId ?? ''} exceeds the number available.`,
    );
  }
  const referer = input(exchange, 'referer');
  const client = input(exchange, 'client');
  if (client === 'referer' && referer === undefined) throw unable("'referer' must be specified.");
  const isBound = referer !== undefined && (client === undefined || client === 'referer');
  const minutes = Math.min(longestMinutes, Math.max(1, inputNumber(exchange, 'expiration', 60)));
  const expires = state.clock.now() + minutes * 60_000;
  const { secret, put } = newToken({
    kind: 'access',
    username: member.username,
    expires,
    ...(isBound ? { referer: referer.trim().toLowerCase() } : {}),
  });
  state.commit([put]);
  return { token: secret, expires, ssl: exchange.base.startsWith('https:') };
}
