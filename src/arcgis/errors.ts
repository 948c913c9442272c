// The one table from the wire to a Fault (wire reference, section 4). Nothing else in the program decides on the text of a message.
import { l10n } from '../core/l10n';
import type { Fault } from '../core/problem';
import { PortalError } from '../core/problem';
import { redact } from './redact';

/** What a failure is told with. */
export interface RequestInfo {
  /** Method and path, such as `GET portals/self`; never a query. */
  readonly request: string;
  /** `host:port` of the portal. */
  readonly host: string;
  /** The privilege that the operation takes, where it is one. */
  readonly privilege?: string;
  /** Values that must not appear in any text. */
  readonly secrets: readonly string[];
}

/** An error, in whichever of the portal's shapes it came. */
interface WireError {
  readonly code: number | undefined;
  readonly text: string;
  readonly details: readonly string[];
  readonly isOAuth: boolean;
  /** Such as `GWM_0003`. */
  readonly messageCode?: string;
}

interface Rule {
  readonly pattern: RegExp;
  /** Where the text alone does not tell. */
  readonly when?: (error: WireError) => boolean;
  readonly fault: (error: WireError) => Fault;
  readonly message: () => string;
}

const signInEnded = (): string =>
  l10n.t('The portal does not accept this sign-in any longer. Sign in again.');
const fewerRequests = (): string =>
  l10n.t('The portal asks for fewer requests. Wait a minute and try again.');

/** Read from the top; the first match counts. Texts: wire reference 4.2, 9.2 and 9.3. */
const rules: readonly Rule[] = [
  {
    pattern: /needs? to be made over https/i,
    fault: ({ code }) => ({ kind: 'refused', ...(code === undefined ? {} : { code }) }),
    message: () => l10n.t('The portal answers over https only. Change the address of the portal to https.'),
  },
  {
    pattern: /do(es)? not have permissions?\b/i,
    // With another code it is a member of the request who may not, not the account (wire reference 4.2 and 22.16).
    when: ({ code, messageCode }) => code === undefined || code === 403 || messageCode === 'GWM_0003',
    fault: () => ({ kind: 'forbidden' }),
    message: () => '',
  },
  {
    pattern: /^(invalid token|token required|token expired)/i,
    fault: ({ code }) => ({ kind: 'signIn', code: code ?? 498 }),
    message: signInEnded,
  },
  {
    pattern: /not licensed by user/i,
    fault: () => ({ kind: 'listingUnavailable', reason: 'notPerUser' }),
    message: () =>
      l10n.t('This listing is not licensed per member: there is nothing to assign. Leave it out.'),
  },
  {
    pattern: /item not provisioned/i,
    fault: () => ({ kind: 'listingUnavailable', reason: 'notProvisioned' }),
    message: () =>
      l10n.t(
        'The organization has neither bought nor is trying this listing. Refresh the portal and choose another one.',
      ),
  },
  {
    pattern: /item does not exist or is inaccessible/i,
    fault: () => ({ kind: 'listingUnavailable', reason: 'missing' }),
    message: () =>
      l10n.t('The portal does not know this item, or the account may not see it. Refresh the portal.'),
  },
  {
    pattern: /\b(item|listing|licen[cs]e|subscription|purchase|trial)\b.*\b(has|have|is|are) expired/i,
    fault: () => ({ kind: 'listingUnavailable', reason: 'expired' }),
    message: () =>
      l10n.t('This license has expired. It can be revoked, but not assigned until it is renewed.'),
  },
  {
    pattern:
      /users can be disconnected|(?<!\bnot )\b(has|have|holds?) (an? )?(offline|disconnected) licen[cs]e/i,
    fault: () => ({ kind: 'disconnected' }),
    message: () =>
      l10n.t(
        'The members have taken the license offline, so nothing was changed. Ask them to return it, or release it on ArcGIS Enterprise.',
      ),
  },
  {
    pattern: /user does not exist or is inaccessible|not a member of (the|this|your) organi[sz]ation/i,
    fault: ({ details }) => ({ kind: 'notMember', ...(details.length === 0 ? {} : { usernames: details }) }),
    message: () => l10n.t('The portal knows no such member. Check the spelling of the user name.'),
  },
  {
    pattern:
      /\b(invalid|unknown|unrecogni[sz]ed) entitlement\b|\bentitlement\b.*\b(does not exist|not (found|valid))\b/i,
    fault: ({ text }) => {
      const name = /entitlements?:\s*"?([^"]+?)"?\.?$/i.exec(text)?.[1];
      return { kind: 'unknownEntitlement', ...(name === undefined ? {} : { name }) };
    },
    message: () =>
      l10n.t('The listing does not have this entitlement. Refresh the listing and compare the spelling.'),
  },
  {
    pattern: /no compatible (pro )?licen[cs]e|requires? (an? )?(arcgis )?pro (level|licen[cs]e)/i,
    fault: () => ({ kind: 'missingProLevel' }),
    message: () =>
      l10n.t('An extension of ArcGIS Pro needs a Pro level. Add Basic, Standard or Advanced as well.'),
  },
  {
    pattern: /already included|included (in|with) (the|their|this|your) user type/i,
    fault: () => ({ kind: 'alreadyIncluded' }),
    message: () =>
      l10n.t("The member's user type includes this license already. Assign only what it does not include."),
  },
  {
    pattern: /\b(not compatible|incompatible)\b/i,
    fault: () => ({ kind: 'incompatibleUserType' }),
    message: () => l10n.t("The member's user type cannot use this license. Change the user type first."),
  },
  {
    pattern:
      /number of (users|members|licen[cs]es)\b.* exceeds|exceeds? the (maximum|number of) .*(allowed|licen[cs]es|seats|users)|\b(no|not enough|insufficient)( more| available| remaining)? (seats|licen[cs]es)/i,
    fault: () => ({ kind: 'seatShortage' }),
    message: () => l10n.t('There are not enough free seats. Revoke some first, or choose fewer members.'),
  },
  {
    pattern: /too many requests|rate limit/i,
    fault: () => ({ kind: 'throttled' }),
    message: fewerRequests,
  },
];

/**
 * The error that a JSON reply states, or undefined when it states none. Knows the envelope, the OAuth form, portaladmin's status form,
 * the billing form and `success: false` (wire reference 4.1, shapes 1 to 5).
 * @param status HTTP status, used where the body has no code of its own.
 */
export function problemOfJson(json: unknown, status: number, info: RequestInfo): PortalError | undefined {
  const error = wireError(json, status);
  return error === undefined ? undefined : problemOf(clean(error, info.secrets), info);
}

const betweenTexts = '\0';

/** Together: a secret may be quoted line by line. */
function clean(error: WireError, secrets: readonly string[]): WireError {
  const said = [error.text, ...error.details.slice(0, 50)].join(` ${betweenTexts} `).slice(0, readable);
  const [text = '', ...details] = redact(said, secrets)
    .split(betweenTexts)
    .map(one => bounded(one.trim()));
  return { ...error, text, details };
}

/** What is behind it is never shown: secrets are not looked for in it. */
const readable = 20_000;

/** The portal's own words are kept as they came, up to a length that a person reads. */
const bounded = (text: string): string => (text.length <= 1_000 ? text : `${text.slice(0, 1_000)}…`);

function problemOf(error: WireError, info: RequestInfo): PortalError {
  const own = [error.text, ...error.details].filter(
    (text, index, all) => text !== '' && all.indexOf(text) === index,
  );
  const make = (fault: Fault, message: string): PortalError =>
    new PortalError(fault, message, { request: info.request, details: own });
  const { code } = error;
  if (code === 498 || code === 499) {
    return make({ kind: 'signIn', code }, signInEnded());
  }
  if (error.isOAuth) {
    return make(
      { kind: 'signIn', ...(code === undefined ? {} : { code }) },
      error.text === ''
        ? l10n.t('The portal refused the sign-in. Sign in again.')
        : l10n.t('The portal refused the sign-in. It said: {0}. Sign in again.', error.text),
    );
  }
  const rule = rules.find(
    ({ pattern, when }) =>
      [error.text, ...error.details].some(text => pattern.test(text)) && (when?.(error) ?? true),
  );
  const fault = rule?.fault(error) ?? faultOfCode(code);
  if (fault.kind === 'forbidden') return make(forbidden(info.privilege), forbiddenText(info.privilege));
  if (rule !== undefined) return make(fault, rule.message());
  if (fault.kind === 'signIn')
    return make(fault, l10n.t('{0} asks for a sign-in. Sign in again.', info.host));
  if (fault.kind === 'versionUnsupported') return make(fault, unsupportedText(info));
  if (fault.kind === 'throttled') return make(fault, fewerRequests());
  const said = [
    error.text === '' ? l10n.t('no reason given') : error.text,
    ...error.details.filter(text => text !== error.text),
  ];
  return make(fault, l10n.t('{0} refused the request: {1}', info.host, said.join(' ')));
}

function faultOfCode(code: number | undefined): Fault {
  if (code === 401) return { kind: 'signIn', code };
  if (code === 403) return { kind: 'forbidden' };
  if (code === 404 || code === 405) return { kind: 'versionUnsupported' };
  if (code === 429) return { kind: 'throttled' };
  return { kind: 'refused', ...(code === undefined ? {} : { code }) };
}

function forbidden(privilege: string | undefined): Fault {
  return { kind: 'forbidden', ...(privilege === undefined ? {} : { privilege }) };
}

function forbiddenText(privilege: string | undefined): string {
  return privilege === undefined
    ? l10n.t(
        'The signed-in account may not do this. Ask an administrator of the portal for the privilege for it, or sign in with another account.',
      )
    : l10n.t(
        'The signed-in account may not do this. Ask an administrator of the portal for the privilege {0}, or sign in with another account.',
        privilege,
      );
}

function unsupportedText(info: RequestInfo): string {
  return info.request.includes(' portaladmin/')
    ? l10n.t(
        '{0} does not offer this operation. It belongs to another version of ArcGIS Enterprise, or the web adaptor blocks administrative access: then connect to https://<machine>:7443/arcgis.',
        info.host,
      )
    : l10n.t(
        '{0} does not offer this operation. It belongs to another version of ArcGIS, or the address of the portal is not right.',
        info.host,
      );
}

/**
 * The error for a reply that is not JSON, or not the JSON that was promised (wire reference 4.1, shapes 7 and 8).
 * @param seen the readable start of the reply, already bounded and without secrets.
 */
export function problemOfPage(
  status: number,
  headers: { get(name: string): string | null },
  seen: string,
  info: RequestInfo,
): PortalError {
  const make = (fault: Fault, message: string): PortalError =>
    new PortalError(fault, message, {
      request: info.request,
      details: seen === '' ? [] : [seen],
      fromPage: true,
    });
  const challenge = headers.get('www-authenticate');
  if (status === 401) {
    const text = /negotiate|ntlm/i.test(challenge ?? '')
      ? l10n.t(
          'The web server in front of {0} asks for a sign-in with the Windows account (IWA). Sign in with the browser instead, or connect to https://<machine>:7443/arcgis.',
          info.host,
        )
      : l10n.t(
          'The web server in front of {0} asks for a sign-in of its own. Sign in with the browser instead, or connect to https://<machine>:7443/arcgis.',
          info.host,
        );
    return make({ kind: 'signIn', code: 401 }, text);
  }
  if (status === 403) return make(forbidden(info.privilege), forbiddenText(info.privilege));
  if (status === 404 || status === 405) return make({ kind: 'versionUnsupported' }, unsupportedText(info));
  if (status === 429) return make({ kind: 'throttled' }, fewerRequests());
  const why = isRestarting(status)
    ? l10n.t(
        '{0} is not ready (HTTP {1}): the portal or the server in front of it is restarting or overloaded. Try again in a minute.',
        info.host,
        status,
      )
    : l10n.t(
        '{0} sent an unexpected reply (HTTP {1}), not one of an ArcGIS portal. Check the address, and whether a proxy or a sign-in page stands in between.',
        info.host,
        status,
      );
  return make({ kind: 'unexpectedReply', status }, why);
}

/** Statuses of a portal or gateway that may be back in a moment: reads are tried again (wire reference 4.2). */
export function isRestarting(status: number | undefined): boolean {
  return status === 502 || status === 503 || status === 504;
}

/** JSON that lacks what the protocol promises. `where`: the path of the field, such as `users.3.username`. */
export function unexpectedShape(where: string, info: RequestInfo): PortalError {
  return new PortalError(
    { kind: 'unexpectedReply', where },
    l10n.t(
      'The reply of {0} has no usable "{1}". The portal may be of a version that is not known here; report it with this line.',
      info.host,
      where,
    ),
    { request: info.request },
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const codeOf = (value: unknown): number | undefined => {
  const code = typeof value === 'string' ? Number(value) : value;
  return typeof code === 'number' && Number.isFinite(code) ? code : undefined;
};
const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).map(textOf).filter(text => text !== '');

function wireError(json: unknown, status: number): WireError | undefined {
  const httpCode = status >= 400 ? status : undefined;
  if (!isRecord(json))
    return httpCode === undefined ? undefined : { code: httpCode, text: '', details: [], isOAuth: false };
  const inner = json['error'];
  if (isRecord(inner)) {
    const oauth = textOf(inner['error']);
    const text = textOf(inner['message']) || textOf(inner['error_description']) || oauth;
    return {
      code: codeOf(inner['code']) ?? httpCode,
      text,
      details: [...textsOf(inner['details']), ...textsOf(inner['error_description'])].filter(
        detail => detail !== text,
      ),
      isOAuth: oauth !== '',
      messageCode: textOf(inner['messageCode']),
    };
  }
  if (typeof inner === 'string' && inner !== '') {
    const text = textOf(json['error_description']) || textOf(json['message']) || inner;
    return { code: codeOf(json['code']) ?? httpCode, text, details: [], isOAuth: true };
  }
  const code = codeOf(json['code']);
  const state = textOf(json['status']).toLowerCase();
  const isFailure = ['error', 'failure', 'failed'].includes(state);
  if (
    isFailure ||
    json['success'] === false ||
    (code !== undefined && code >= 400) ||
    httpCode !== undefined
  ) {
    const [first, ...rest] = [...textsOf(json['messages']), ...textsOf(json['message'])];
    return {
      code: code !== undefined && code >= 400 ? code : httpCode,
      text: first ?? '',
      details: [...rest, ...textsOf(json['details'])],
      isOAuth: false,
    };
  }
  return undefined;
}
