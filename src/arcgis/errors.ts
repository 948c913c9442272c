// From what a portal, or what stands in front of it, answers to a Fault (wire reference, section 4).
import { l10n } from '../core/l10n';
import type { Fault } from '../core/problem';
import { PortalError } from '../core/problem';
import { errorRules, fewerRequests, signInEnded } from './errorRules';
import { redact } from './redact';
import { wireError } from './wireError';
import type { WireError } from './wireError';

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
  const rule = errorRules.find(
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
