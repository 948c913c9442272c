// What the ArcGIS API for Python sends for the same jobs, request for request and one after the other (its license manager module: License.all,
// assign, user_entitlement, report, check). Only its requests and the parsing of their answers: not what Python itself takes.
import type { RunningPortal } from './portalProcess';

export interface PythonEntry {
  readonly username: string;
  readonly disconnected: boolean;
  readonly entitlements: readonly string[];
}

interface PythonPage {
  readonly userEntitlements: readonly PythonEntry[];
  readonly nextStart?: number;
}

/** Sends one request and parses its answer: with this, everything else is counted alike. */
export async function bareJson(
  { address, token }: RunningPortal,
  path: string,
  params: Readonly<Record<string, string>> = {},
  method: 'GET' | 'POST' = 'GET',
): Promise<unknown> {
  const fields = new URLSearchParams({ f: 'json', ...params });
  const headers = { 'X-Esri-Authorization': `Bearer ${token}` };
  const url = `${address.sharing}/${path}`;
  const response =
    method === 'GET'
      ? await fetch(`${url}?${fields.toString()}`, { headers })
      : await fetch(url, { method, headers, body: fields });
  return response.json();
}

const listPath = (itemId: string): string => `content/listings/${itemId}/userEntitlements`;

/** `License.all()`: pages of 100 while the answer says that there is more. */
export async function pythonAll(portal: RunningPortal, itemId: string): Promise<readonly PythonEntry[]> {
  const entries: PythonEntry[] = [];
  for (let start = 1; start > 0;) {
    const page = (await bareJson(portal, listPath(itemId), {
      start: String(start),
      num: '100',
    })) as PythonPage;
    for (const entry of page.userEntitlements) entries.push(entry);
    start = page.nextStart ?? -1;
  }
  return entries;
}

/** `License.assign(user, entitlements)`: one POST per member, whose set it replaces. */
export async function pythonAssign(
  portal: RunningPortal,
  itemId: string,
  user: string,
  entitlements: readonly string[],
): Promise<void> {
  const answer = await bareJson(
    portal,
    `content/listings/${itemId}/provisionUserEntitlements`,
    { userEntitlements: JSON.stringify({ users: [user], entitlements }), suppressCustomerEmail: 'true' },
    'POST',
  );
  if ((answer as { success?: boolean }).success !== true)
    throw new Error(`The portal refused ${user}: ${JSON.stringify(answer)}`);
}

/** What {@link pythonAdd} is called in every case. */
export const pythonAddWords = 'assign(overwrite=False): the whole list read, then one POST, per member';

/**
 * Requests of {@link pythonAdd} for so many members, each of whom holds the listing: `whole` where the portal sends the list in one answer, as the sample
 * portal of the benchmark does and counts; `pages` where it sends 100 rows at a time.
 */
export const pythonAddRequests = (members: number, list: 'whole' | 'pages'): number =>
  members * (1 + (list === 'whole' ? 1 : Math.ceil(members / 100)));

/** `License.assign(..., overwrite=False)`: reads the whole list, page by page while there is more, for what the member holds, then posts what both make. */
export async function pythonAdd(
  portal: RunningPortal,
  itemId: string,
  user: string,
  entitlements: readonly string[],
): Promise<void> {
  const held = (await pythonAll(portal, itemId)).find(entry => entry.username === user);
  await pythonAssign(portal, itemId, user, [...new Set([...(held?.entitlements ?? []), ...entitlements])]);
}

/** `License.report`: reads all users of the listing once for each of its entitlements. */
export async function pythonReport(
  portal: RunningPortal,
  itemId: string,
  entitlements: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const assigned = new Map<string, number>();
  for (const entitlement of entitlements) {
    const entries = await pythonAll(portal, itemId);
    assigned.set(entitlement, entries.filter(entry => entry.entitlements.includes(entitlement)).length);
  }
  return assigned;
}

/** `License.check(user)` for each member: who is offline. */
export async function pythonOffline(
  portal: RunningPortal,
  itemId: string,
  users: readonly string[],
): Promise<readonly string[]> {
  const offline: string[] = [];
  for (const user of users) {
    const { userEntitlements } = (await bareJson(
      portal,
      `${listPath(itemId)}/${encodeURIComponent(user)}`,
    )) as {
      userEntitlements?: Partial<PythonEntry>;
    };
    if (userEntitlements?.disconnected === true) offline.push(user);
  }
  return offline;
}
