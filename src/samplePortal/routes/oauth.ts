import type { Exchange, Route } from '../exchange';
import { Page, findMember, input, inputNumber } from '../exchange';
import type { Listing, Member } from '../model';
import { fitsChallenge, isRegistered, OAuthCodes, outOfBand } from '../oauthCodes';
import { isLockedOut, productObstacle, productOfClient } from '../overAssignment';
import { Refusal } from '../refusal';
import { escapeHtml, page } from '../reply';
import type { SignIn } from '../signIn';
import type { Put, TokenRecord } from '../changes';
import { organizationName } from './portals';
import { endToken, hashOf, newToken } from '../tokens';

const accessSeconds = 1800;
/** 14 days, and at most 90 (wire reference 5.3). */
const refreshMinutes = { normal: 20_160, most: 129_600 };
const codeMs = 10 * 60_000;

/** OAuth 2.0 with PKCE (wire reference 5.3). */
export function oauthRoutes({ password, clientId }: SignIn): readonly Route[] {
  const codes = new OAuthCodes();
  const open = { access: 'anyone', ignoresToken: true } as const;
  return [
    {
      kind: 'read',
      path: '/sharing/rest/oauth2/authorize',
      ...open,
      handle: exchange => authorize(exchange, codes, password, clientId),
    },
    { kind: 'read', path: '/sharing/oauth2/approval', ...open, handle: approval },
    {
      kind: 'write',
      path: '/sharing/rest/oauth2/token',
      ...open,
      jsonAlways: true,
      handle: exchange => token(exchange, codes, clientId),
    },
    { kind: 'write', path: '/sharing/rest/oauth2/revokeToken', ...open, jsonAlways: true, handle: revoke },
  ];
}

const carried = [
  'client_id',
  'response_type',
  'redirect_uri',
  'code_challenge',
  'code_challenge_method',
  'expiration',
  'state',
];

/** Whether someone signs in with this client id: the sample application, or a product that the organization has. */
const isClient = ({ state }: Exchange, id: string, clientId: string): boolean =>
  id === clientId || productOfClient(state, id) !== undefined;

/** The sign-in page; a POST of it with name and password (or with `cancel`) leads back to the application. */
function authorize(exchange: Exchange, codes: OAuthCodes, password: string, clientId: string): Page {
  const redirectUri = input(exchange, 'redirect_uri') ?? '';
  // Nothing is sent to an address that is not registered: the page itself says what is wrong.
  const client = input(exchange, 'client_id') ?? '';
  if (!isClient(exchange, client, clientId)) return problemPage('Invalid client_id');
  if (!isRegistered(redirectUri)) return problemPage('Invalid redirect_uri');
  if (input(exchange, 'response_type') !== 'code') return problemPage('Invalid response_type');
  if (exchange.method === 'GET') return signInPage(exchange, '');
  if (exchange.body.fields.has('cancel')) {
    return back(exchange, redirectUri, {
      error: 'access_denied',
      error_description: 'The user denied your request.',
    });
  }
  const member = signedIn(exchange, password, productOfClient(exchange.state, client));
  if (typeof member === 'string') return signInPage(exchange, member);
  const code = codes.add({
    username: member.username,
    clientId: client,
    redirectUri,
    challenge: input(exchange, 'code_challenge') ?? '',
    method: input(exchange, 'code_challenge_method') ?? 'S256',
    refreshMinutes: Math.min(
      refreshMinutes.most,
      Math.max(1, inputNumber(exchange, 'expiration', refreshMinutes.normal)),
    ),
    expires: exchange.state.clock.now() + codeMs,
  });
  return back(exchange, redirectUri, { code });
}

/** The member who signs in, or why not. Unlike generateToken the page takes names in any case, and SAML members too. */
function signedIn(
  { state, body }: Exchange,
  password: string,
  product: Listing | undefined,
): Member | string {
  const member = findMember(state, body.fields.get('username') ?? '');
  if (member === undefined || body.fields.get('password') !== password)
    return 'Invalid username or password.';
  if (member.disabled) return 'This account is disabled.';
  if (isLockedOut(state, member))
    return 'The number of members with your user type exceeds the number available.';
  return (product === undefined ? undefined : productObstacle(state, product, member)) ?? member;
}

function back(
  { base, query, body }: Exchange,
  redirectUri: string,
  answer: Readonly<Record<string, string>>,
): Page {
  const target = new URL(redirectUri === outOfBand ? `${base}/sharing/oauth2/approval` : redirectUri);
  const state = body.fields.get('state') ?? query.get('state');
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  if (state !== null && state !== '') target.searchParams.set('state', state);
  return new Page({ ...page('Redirect', '', 302), headers: { Location: target.href } });
}

const problemPage = (text: string): Page =>
  new Page({
    ...page('Error', `<h1>Error: 400</h1><p role="alert">${escapeHtml(text)}</p>`, 400),
    code: 400,
  });

function signInPage(exchange: Exchange, problem: string): Page {
  const hidden = carried
    .map(name => `<input type="hidden" name="${name}" value="${escapeHtml(input(exchange, name) ?? '')}">`)
    .join('');
  const alert = problem === '' ? '' : `<p role="alert">${escapeHtml(problem)}</p>`;
  const reply = page(
    `Sign in to ${organizationName}`,
    `<h1>Sign in to ${organizationName}</h1><p>Sample portal. An application asks for access to your account.</p>${alert}
<form method="post" action="authorize">${hidden}
<p><label>Username <input name="username" autocomplete="username" autofocus></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
<p><button type="submit">Sign In</button> <button type="submit" name="cancel" value="true">Cancel</button></p></form>`,
  );
  return new Page(reply);
}

/** Where the out-of-band address ends: the page that shows the code for copying. */
function approval({ query, state }: Exchange): Page {
  const code = query.get('code');
  if (code === null) return problemPage(query.get('error_description') ?? 'The request was denied.');
  const title = state.decisions.approvalTitle === 'code' ? `SUCCESS code=${code}` : 'Approved';
  return new Page(
    page(
      title,
      `<h1>Approved</h1><p>Copy this code into the application that asked for it:</p><p><label>Code <input id="code" readonly size="60" value="${escapeHtml(code)}"></label></p>`,
    ),
  );
}

const invalidRequest = (description: string, code = 400): Refusal =>
  new Refusal(code, description, [], { oauthError: 'invalid_request' });

function token(exchange: Exchange, codes: OAuthCodes, clientId: string): unknown {
  const client = exchange.body.fields.get('client_id') ?? '';
  if (!isClient(exchange, client, clientId)) {
    throw new Refusal(400, 'Invalid client_id', [], { oauthError: 'invalid_client_id' });
  }
  switch (exchange.body.fields.get('grant_type')) {
    case 'authorization_code':
      return fromCode(exchange, codes, client);
    case 'refresh_token':
      return fromRefreshToken(exchange, client, false);
    case 'exchange_refresh_token':
      return fromRefreshToken(exchange, client, true);
    default:
      throw invalidRequest('Invalid grant_type');
  }
}

function fromCode(exchange: Exchange, codes: OAuthCodes, clientId: string): unknown {
  const { state, body } = exchange;
  const code = codes.take(body.fields.get('code') ?? '', state.clock.now());
  const wrong = (text: string): Refusal =>
    state.decisions.pkceMismatch === 'invalidGrant'
      ? new Refusal(400, text, [], { oauthError: 'invalid_grant' })
      : invalidRequest(text, 498);
  if (code?.clientId !== clientId) throw wrong('Invalid code');
  if (code.redirectUri !== body.fields.get('redirect_uri')) throw invalidRequest('Invalid redirect_uri');
  if (!fitsChallenge(code, body.fields.get('code_verifier') ?? '')) throw wrong('Invalid code_verifier');
  return grant(exchange, code.username, clientId, { minutes: code.refreshMinutes });
}

function fromRefreshToken(exchange: Exchange, clientId: string, isExchange: boolean): unknown {
  const { state, body } = exchange;
  const secret = body.fields.get('refresh_token') ?? '';
  const hash = hashOf(secret);
  const record = state.tokens.get(hash);
  if (record?.kind !== 'refresh' || record.clientId !== clientId)
    throw invalidRequest('Invalid refresh_token', 498);
  if (record.expires <= state.clock.now()) throw invalidRequest('refresh_token expired', 498);
  const member = findMember(state, record.username);
  if (member === undefined || member.disabled) throw invalidRequest('Invalid refresh_token', 498);
  const product = productOfClient(state, clientId);
  const obstacle = product === undefined ? undefined : productObstacle(state, product, member);
  if (isLockedOut(state, member) || obstacle !== undefined)
    throw invalidRequest(obstacle ?? 'The user cannot sign in.', 498);
  if (!isExchange) return grant(exchange, record.username, clientId, { parent: hash });
  return grant(exchange, record.username, clientId, {
    minutes: refreshMinutes.normal,
    ends: endToken(state, secret),
  });
}

/** Hands out an access token and, with `minutes`, a new refresh token. */
function grant(
  { state, base }: Exchange,
  username: string,
  clientId: string,
  how: { minutes?: number; parent?: string; ends?: readonly Put[] },
): unknown {
  const now = state.clock.now();
  const puts: Put[] = [...(how.ends ?? [])];
  let refresh: { secret: string; put: Put } | undefined;
  if (how.minutes !== undefined) {
    refresh = newToken({ kind: 'refresh', username, clientId, expires: now + how.minutes * 60_000 });
    puts.push(refresh.put);
  }
  const parent = refresh === undefined ? how.parent : hashOf(refresh.secret);
  const record: TokenRecord = {
    kind: 'access',
    username,
    clientId,
    expires: now + accessSeconds * 1000,
    ...(parent === undefined ? {} : { parent }),
  };
  const access = newToken(record);
  state.commit([...puts, access.put]);
  return {
    access_token: access.secret,
    expires_in: accessSeconds,
    username,
    ssl: base.startsWith('https:'),
    ...(refresh === undefined
      ? {}
      : { refresh_token: refresh.secret, refresh_token_expires_in: (how.minutes ?? 0) * 60 }),
  };
}

/** Always successful, also for tokens that are unknown; tokens of generateToken stay (wire reference 5.3). */
function revoke({ state, body }: Exchange): unknown {
  const secret = body.fields.get('auth_token') ?? '';
  if (state.tokens.get(hashOf(secret))?.clientId !== undefined) state.commit(endToken(state, secret));
  return { success: true };
}
