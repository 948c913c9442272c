// A sample portal as these tests use it: over HTTP alone, with what it answers read here and not by the extension's own client.
import assert from 'node:assert/strict';
import http from 'node:http';
import { entitlement, itemId, userTypeId, username } from '../../../../src/core/ids';
import type {
  EntitlementsPart,
  EntitlementsQueue,
  FutureLicenseItem,
  Holder,
  Listed,
  LicensedItem,
  Listing,
  Member,
  PortalLicense,
} from '../../../../src/core/model';
import { keyOf } from '../../../../src/samplePortal/model';
import { isLockedOut, productObstacle, productOfClient } from '../../../../src/samplePortal/overAssignment';
import type { SamplePortal, SamplePortalOptions } from '../../../../src/samplePortal/start';
import { startSamplePortal } from '../../../../src/samplePortal/start';
import { at, rows } from '../../samplePortal/wireClient';

const oob = 'urn:ietf:wg:oauth:2.0:oob';
/** Later than all dates of the tests: a token given then is good at all of them. */
const late = Date.UTC(2060, 0, 1);

/** Seats as the portal says them at one time: of what has ended none, whatever number it still shows. */
export interface WireSeats {
  /** By item id. */
  readonly listings: ReadonlyMap<
    string,
    { readonly maxUsers: number; readonly nums: ReadonlyMap<string, number> }
  >;
  /** By section and id, and by section and item id. */
  readonly license: ReadonlyMap<string, number>;
  readonly members: number | undefined;
}

const numberAt = (value: unknown, ...path: readonly string[]): number | undefined => {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
};
const timeAt = (value: unknown, key: string): number | undefined => {
  const found = numberAt(value, key);
  return found === undefined || found <= 0 ? undefined : found;
};
const given = <Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });
const entriesAt = (value: unknown, ...path: readonly string[]): readonly (readonly [string, unknown])[] => {
  const found = at(value, ...path);
  return typeof found === 'object' && found !== null ? Object.entries(found) : [];
};

export class WirePortal {
  readonly portal: SamplePortal;
  readonly #agent = new http.Agent({ keepAlive: true });
  #token = '';

  private constructor(portal: SamplePortal) {
    this.portal = portal;
  }

  static async start(options: SamplePortalOptions): Promise<WirePortal> {
    const made = new WirePortal(await startSamplePortal(options));
    await made.moveTo(late);
    const { username: name, password } = made.portal;
    const reply = await made.#post(`${made.portal.sharing}/generateToken`, {
      f: 'json',
      username: name,
      password,
      expiration: '20000',
    });
    made.#token = String(at(JSON.parse(reply.text), 'token'));
    return made;
  }

  close(): Promise<void> {
    this.#agent.destroy();
    return this.portal.close();
  }

  async moveTo(now: number): Promise<void> {
    const { status, text } = await this.#send(`${this.portal.control}/clock`, JSON.stringify({ now }), {
      'X-Control-Key': this.portal.controlKey,
    });
    assert.equal(status, 200, text);
  }

  #post(
    url: string,
    params: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly text: string }> {
    return this.#send(url, new URLSearchParams(params).toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
    });
  }

  /** Without fetch, which takes most of the time of so many small requests. */
  #send(
    url: string,
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
      const request = http.request(url, { method: 'POST', agent: this.#agent, headers }, response => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  async #json(url: string, params: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const { text } = await this.#post(url, { f: 'json', token: this.#token, ...params });
    return JSON.parse(text) as unknown;
  }

  readonly sharing = (path: string, params?: Readonly<Record<string, string>>): Promise<unknown> =>
    this.#json(`${this.portal.sharing}${path}`, params);
  readonly admin = (path: string, params?: Readonly<Record<string, string>>): Promise<unknown> =>
    this.#json(`${this.portal.admin}${path}`, params);

  async import(path: string, text: string, params: Readonly<Record<string, string>> = {}): Promise<void> {
    const form = new FormData();
    for (const [name, value] of Object.entries({ f: 'json', token: this.#token, ...params }))
      form.append(name, value);
    form.append('file', new Blob([text]), 'file.json');
    const response = await fetch(`${this.portal.admin}${path}`, { method: 'POST', body: form });
    const reply = JSON.parse(await response.text()) as unknown;
    assert.equal(at(reply, 'error'), undefined, JSON.stringify(reply));
  }

  /** Whether the portal gives this member a code for a token, at its own page or that of the product with this client id. */
  async letsIn(name: string, clientId = this.portal.clientId): Promise<boolean> {
    const { status } = await this.#post(`${this.portal.sharing}/oauth2/authorize`, {
      client_id: clientId,
      response_type: 'code',
      redirect_uri: oob,
      username: name,
      password: this.portal.password,
    });
    return status === 302;
  }

  /** The same, as the portal's own state decides it now, without a request: for whole lists of members. */
  wouldLetIn(name: string, clientId = this.portal.clientId): boolean {
    const { state } = this.portal;
    const member = state.members.get(keyOf(name));
    if (member === undefined || member.disabled || isLockedOut(state, member)) return false;
    if (clientId === this.portal.clientId) return true;
    // Of a product that the portal has no more its client is not known either.
    const product = productOfClient(state, clientId);
    return product !== undefined && productObstacle(state, product, member) === undefined;
  }

  async #purchases(): Promise<readonly unknown[]> {
    const found: unknown[] = [];
    for (let start = 1; start > 0;) {
      const reply = await this.sharing('/portals/self/purchases', {
        status: 'all',
        start: String(start),
        num: '100',
      });
      found.push(...rows(reply, 'purchases'), ...rows(reply, 'trials'));
      start = numberAt(reply, 'nextStart') ?? -1;
    }
    return found;
  }

  async listings(now: number): Promise<readonly Listing[]> {
    return (await this.#purchases()).map((entry): Listing => {
      const provision = at(entry, 'provision');
      const endsAt = timeAt(provision, 'endDate');
      const title = at(entry, 'listing', 'title');
      return {
        itemId: itemId(String(at(provision, 'itemId'))),
        title: typeof title === 'string' ? title : String(at(provision, 'itemId')),
        status:
          endsAt !== undefined && endsAt < now
            ? 'expired'
            : at(provision, 'trial') === true
              ? 'trial'
              : 'active',
        pools: entriesAt(provision, 'orgEntitlements', 'entitlements').map(([key, value]) => ({
          key: entitlement(key),
          num: numberAt(value, 'num') ?? 0,
        })),
        canDisconnect: false,
        hasListing: title !== undefined,
        ...given('endsAt', endsAt),
        ...given('maxUsers', numberAt(provision, 'orgEntitlements', 'maxUsers')),
      };
    });
  }

  async queue(appId: string): Promise<EntitlementsQueue> {
    const reply = await this.admin('/system/licenses/getEntitlements', { appId });
    const parts = at(reply, 'queue');
    return {
      appId,
      ...given('itemId', at(reply, 'itemId') === undefined ? undefined : itemId(String(at(reply, 'itemId')))),
      queue: (Array.isArray(parts) ? parts : []).map((part): EntitlementsPart => {
        const org = at(part, 'orgEntitlements');
        return {
          pools: entriesAt(org, 'entitlements').map(([key, value]) => ({
            key: entitlement(key),
            num: numberAt(value, 'num') ?? 0,
          })),
          ...given('maxUsers', numberAt(org, 'maxUsers')),
          ...given('startDate', numberAt(org, 'startDate')),
          ...given('startDateStr', String(at(org, 'startDateStr'))),
        };
      }),
    };
  }

  async license(): Promise<PortalLicense> {
    const reply = await this.admin('/license');
    const items = (section: string): readonly LicensedItem[] =>
      rows(reply, section).map(one => ({
        id: String(at(one, 'id')),
        itemId: itemId(String(at(one, 'itemId'))),
        ...given('maximum', numberAt(one, 'maximumRegisteredMembers')),
        ...given('expiresAt', timeAt(one, 'expiration')),
      }));
    return {
      ...given('currentMembers', numberAt(reply, 'currentRegisteredMembers')),
      userTypes: rows(reply, 'userTypes').map(one => ({
        id: userTypeId(String(at(one, 'id'))),
        name: String(at(one, 'id')),
        ...given('maximum', numberAt(one, 'maximumRegisteredMembers')),
        ...given('current', numberAt(one, 'currentRegisteredMembers')),
        ...given('expiresAt', timeAt(one, 'expiration')),
      })),
      appBundles: items('appBundles'),
      apps: items('apps'),
      extensions: items('extensions'),
      capabilities: [],
    };
  }

  async futureLicense(): Promise<readonly FutureLicenseItem[]> {
    const reply = await this.admin('/license/getFutureLicense');
    return (['userTypes', 'appBundles', 'apps', 'extensions'] as const).flatMap(section =>
      rows(reply, section).map(one => ({
        section,
        id: String(at(one, 'id')),
        maximum: numberAt(one, 'maximumRegisteredMembers') ?? 0,
        ...given('startsAt', timeAt(one, 'startDate')),
      })),
    );
  }

  async holders(id: string): Promise<Listed<Holder> | undefined> {
    const reply = await this.sharing(`/content/listings/${id}/userEntitlements`, { start: '1', num: '100' });
    const list = at(reply, 'userEntitlements');
    if (!Array.isArray(list)) return undefined;
    return {
      items: list.map((one): Holder => ({
        username: username(String(at(one, 'username'))),
        entitlements: rows(one, 'entitlements').map(key => entitlement(String(key))),
        offline: at(one, 'disconnected') === true,
        ...given('lastUsed', timeAt(one, 'lastLogin')),
      })),
    };
  }

  async members(): Promise<Listed<Member>> {
    const reply = await this.sharing('/portals/self/users', { start: '1', num: '100' });
    return {
      items: rows(reply, 'users').map((one): Member => ({
        username: username(String(at(one, 'username'))),
        fullName: String(at(one, 'fullName')),
        role: String(at(one, 'role')),
        provider: String(at(one, 'provider')),
        disabled: at(one, 'disabled') === true,
        ...given(
          'userType',
          at(one, 'userLicenseTypeId') === undefined
            ? undefined
            : userTypeId(String(at(one, 'userLicenseTypeId'))),
        ),
        ...given('lastLogin', timeAt(one, 'lastLogin')),
      })),
    };
  }

  /** What the portal says now, read again. */
  async seats(now: number): Promise<WireSeats> {
    const listings = await this.listings(now);
    const isLegacy = this.portal.state.flavor === 'legacy';
    const reply = isLegacy ? undefined : await this.admin('/license');
    const license = new Map<string, number>();
    for (const section of ['userTypes', 'appBundles', 'apps', 'extensions']) {
      if (reply === undefined) break;
      for (const one of rows(reply, section)) {
        const ends = timeAt(one, 'expiration');
        const seats =
          ends !== undefined && ends <= now ? 0 : (numberAt(one, 'maximumRegisteredMembers') ?? 0);
        for (const key of ['id', 'itemId']) license.set(`${section}/${String(at(one, key))}`, seats);
      }
    }
    return {
      listings: new Map(
        listings.map(({ itemId: id, endsAt, maxUsers = 0, pools }) => {
          const isOver = endsAt !== undefined && endsAt <= now;
          return [
            id,
            {
              maxUsers: isOver ? 0 : maxUsers,
              nums: new Map(pools.map(({ key, num }) => [key.toLowerCase(), isOver ? 0 : num])),
            },
          ];
        }),
      ),
      license,
      members: numberAt(reply, 'maximumRegisteredMembers'),
    };
  }
}
