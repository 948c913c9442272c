import type { Exchange } from '../exchange';
import { input } from '../exchange';
import { Refusal } from '../refusal';
import type { Put } from '../changes';
import { isObject } from '../wire';

/** What a portaladmin operation answers when it went well (wire reference section 12; decision `adminSuccess`). */
export function adminSuccess({ state }: Exchange, more: Readonly<Record<string, unknown>> = {}): unknown {
  return state.decisions.adminSuccess === 'status'
    ? { status: 'success', ...more }
    : { success: true, ...more };
}

/** The uploaded file of a multipart request. @throws Refusal 400 without one */
export function uploadedText({ body }: Exchange): string {
  const file = body.files.find(part => part.name === 'file');
  if (file === undefined) throw new Refusal(400, "Parameter 'file' is missing.");
  return file.text;
}

/** Ends the offline state of one member's license (wire reference 13.6). */
export function releaseLicense(exchange: Exchange): unknown {
  const { state } = exchange;
  const username = input(exchange, 'username') ?? '';
  // 10.6.1 and earlier know Pro alone and read no appId (wire reference 14.5).
  const appId = (state.flavor === 'legacy' ? undefined : input(exchange, 'appId')) ?? 'arcgisprodesktop';
  const puts = [...state.listings.values()].flatMap((listing): Put[] => {
    const holder = listing.appId === appId ? listing.holders.get(username.toLowerCase()) : undefined;
    if (holder === undefined || holder.disconnectedSince === null) return [];
    return [['holder', listing.itemId, holder.username, { ...holder, disconnectedSince: null }]];
  });
  if (puts.length === 0) throw new Refusal(400, 'The specified user does not have a disconnected license.');
  state.commit(puts);
  return adminSuccess(exchange);
}

/** Takes another license manager and restarts the portal, which answers 503 meanwhile (wire reference 13.2). */
export function updateLicenseManager(exchange: Exchange, restartSeconds: number): unknown {
  const { state } = exchange;
  let info: unknown;
  try {
    info = JSON.parse(input(exchange, 'licenseManagerInfo') ?? '');
  } catch {
    info = undefined;
  }
  const hostname = isObject(info) ? info['hostname'] : undefined;
  const port = isObject(info) ? Number(info['port'] ?? 27000) : 27000;
  if (
    typeof hostname !== 'string' ||
    hostname.trim() === '' ||
    !Number.isInteger(port) ||
    port < 1 ||
    port > 65_535
  ) {
    throw new Refusal(400, 'Invalid licenseManagerInfo parameter.');
  }
  state.commit([['licenseManager', { hostname, port }]]);
  state.restartingUntil = Date.now() + restartSeconds * 1000;
  return adminSuccess(exchange, { recheckAfterSeconds: restartSeconds });
}
