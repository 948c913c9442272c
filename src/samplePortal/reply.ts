import type { Decisions } from './decisions';
import type { Refusal } from './refusal';

/** What goes back over the wire. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The ArcGIS error code in the body, for the request log. */
  readonly code?: number | null;
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, char => `&#${String(char.charCodeAt(0))};`);

const htmlType = 'text/html;charset=UTF-8';
const jsonType = 'application/json;charset=UTF-8';

/** A page; `body` is markup whose texts are escaped already. */
export function page(title: string, body: string, status = 200): Reply {
  return {
    status,
    type: htmlType,
    body: `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body>${body}</body></html>`,
    headers: {
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'Referrer-Policy': 'same-origin',
    },
  };
}

/** The body of a successful or failed operation in the format that `f` asks for: JSON, indented JSON, or by default a page. */
export function formatted(
  value: unknown,
  f: string | undefined,
  title: string,
  code: number | null = null,
): Reply {
  if (f === 'json') return { status: 200, type: jsonType, body: JSON.stringify(value), code };
  const indented = JSON.stringify(value, undefined, 2);
  if (f === 'pjson') return { status: 200, type: 'text/plain;charset=UTF-8', body: indented, code };
  return { ...page(title, `<h2>${escapeHtml(title)}</h2><pre>${escapeHtml(indented)}</pre>`), code };
}

/** The error envelope of wire reference 4.1. */
export function envelope(refusal: Refusal, decisions: Decisions): Record<string, unknown> {
  // What real portals say is known for some refusals; for the others a client must not rely on the wording.
  const isOther = decisions.texts === 'other' && !refusal.isSettled && refusal.oauthError === undefined;
  const message = isOther ? 'The operation was not completed.' : refusal.message;
  const hasCode = refusal.code !== 403 || decisions.permissionCode === 'present';
  return {
    error: {
      ...(hasCode ? { code: refusal.code } : {}),
      ...(refusal.messageCode === undefined ||
      (refusal.code === 403 && decisions.permissionMessageCode === 'absent')
        ? {}
        : { messageCode: refusal.messageCode }),
      ...(refusal.oauthError === undefined
        ? {}
        : { error: refusal.oauthError, error_description: refusal.message }),
      message,
      details: refusal.details,
    },
  };
}

/** What a proxy or a portal says about a path that is not there. */
export const notFoundPage = (): Reply =>
  page('404 Not Found', '<h1>HTTP Status 404 &ndash; Not Found</h1>', 404);
