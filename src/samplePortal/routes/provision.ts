import type { Exchange, Route } from '../exchange';
import { findMember, input } from '../exchange';
import type { Holder, Listing, Member } from '../model';
import { keyOf } from '../model';
import { lenientJson } from '../pythonLiteral';
import { Refusal, unknownUser } from '../refusal';
import { desktopUserTypes, proLevels } from '../seed/catalogue';
import type { Put } from '../changes';
import type { State } from '../state';
import { perUserListing } from './content';
import { itemNotProvisioned, notLicensedByUser } from './entitlements';

/** Most users of one request (seed 000_b78abad660ff1ebd.txt). */
const maxUsersOfRequest = 25;

/** `provisionUserEntitlements` (wire reference section 9): the list sent becomes each member's complete set for this listing. */
export const provisionRoutes: readonly Route[] = [
  {
    kind: 'write',
    path: '/sharing/rest/content/listings/:item/provisionUserEntitlements',
    access: 'licenses',
    handle: answered,
  },
];

const offline = (): Refusal =>
  new Refusal(400, 'None of the specified users can be disconnected.', [], { isSettled: true });
const malformed = (): Refusal => new Refusal(400, 'Invalid userEntitlements parameter.');
const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string');

/** Refusals of listing and access are always errors; those of the request itself may be an unexplained false (decision `provisionRefusal`). */
function answered(exchange: Exchange): unknown {
  const listing = perUserListing(exchange, itemNotProvisioned, notLicensedByUser);
  try {
    return provision(exchange, listing);
  } catch (error) {
    if (error instanceof Refusal && exchange.state.decisions.provisionRefusal === 'successFalse')
      return { success: false };
    throw error;
  }
}

/** The checks in the order of wire reference section 20; token and privilege are checked before a route is reached. */
function provision(exchange: Exchange, listing: Listing): unknown {
  const { state } = exchange;
  const { users, entitlements: asked } = readRequest(exchange);
  exchange.note = { itemId: listing.itemId, users: users.length, entitlements: asked };
  if (users.length === 0) throw malformed();
  if (users.length > maxUsersOfRequest) {
    throw new Refusal(400, 'A maximum of 25 users can be provisioned in one request.');
  }
  const isExpired = listing.endDate !== -1 && listing.endDate < state.clock.now();
  if (isExpired && asked.length > 0 && state.decisions.expiredListing === 'refuse')
    throw itemNotProvisioned();
  const write = new Write(state, listing);
  const targets = exchange.halfOfUsers ? users.slice(0, Math.ceil(users.length / 2)) : users;
  if (state.decisions.batch === 'atomic') {
    const members = uniqueMembers(targets.map(name => memberNamed(state, name)));
    const set = checkedSet(state, listing, asked);
    members.forEach(member => checkMember(state, listing, member, set));
    const able = ableToChange(state, listing, members, set);
    checkSum(state, listing, members, set);
    able.forEach(member => write.give(member, set));
    write.checkSeats();
  } else {
    givePartly(state, listing, targets, asked, write);
  }
  write.commit();
  const mails = input(exchange, 'suppressCustomerEmail');
  if (mails === 'false' || (mails === undefined && state.decisions.emailDefault === 'sent'))
    state.mails += targets.length;
  return { success: true };
}

/** User by user: what comes before the first refused one stays written (decision `batch`: partial). */
function givePartly(
  state: State,
  listing: Listing,
  names: readonly string[],
  asked: readonly string[],
  write: Write,
): void {
  const done: Member[] = [];
  try {
    const set = checkedSet(state, listing, asked);
    const known = uniqueMembers(names.flatMap(name => matchMember(state, name) ?? []));
    if (known.length > 0) ableToChange(state, listing, known, set);
    for (const name of names) {
      const member = memberNamed(state, name);
      checkMember(state, listing, member, set);
      if (isBlocked(state, listing, member, set)) continue;
      checkSum(state, listing, [...done, member], set);
      const undo = write.give(member, set);
      try {
        write.checkSeats();
      } catch (error) {
        undo();
        throw error;
      }
      done.push(member);
    }
  } catch (error) {
    write.commit();
    throw error;
  }
}

function readRequest(exchange: Exchange): { users: readonly string[]; entitlements: readonly string[] } {
  const text = input(exchange, 'userEntitlements');
  const value =
    text === undefined ? undefined : lenientJson(text, exchange.state.decisions.pythonQuotes === 'accept');
  if (typeof value !== 'object' || value === null) throw malformed();
  const { users, entitlements = [] } = value as { users?: unknown; entitlements?: unknown };
  if (!isTextList(users) || !isTextList(entitlements)) throw malformed();
  // The documentation's own sample has [""] for nothing (seed 001_2f0d000f579df43b.txt).
  return { users, entitlements: [...new Set(entitlements.filter(name => name !== ''))] };
}

function matchMember(state: State, name: string): Member | undefined {
  const member = findMember(state, name);
  return state.decisions.usernameCase === 'sensitive' && member?.username !== name ? undefined : member;
}

function memberNamed(state: State, name: string): Member {
  const member = matchMember(state, name);
  if (member === undefined) throw unknownUser(name, false);
  return member;
}

const uniqueMembers = (members: readonly Member[]): Member[] => [...new Set(members)];

/** The set as it will be written, in the listing's own order. */
function checkedSet(state: State, listing: Listing, asked: readonly string[]): readonly string[] {
  const known = listing.seats.entitlements;
  const unknown = asked.find(name => known[name] === undefined);
  if (unknown !== undefined && state.decisions.unknownEntitlement === 'refuse') {
    throw new Refusal(400, `Invalid entitlement: ${unknown}`);
  }
  const set = Object.keys(known).filter(name => asked.includes(name));
  const levels = set.filter(name => proLevels.some(level => level === name));
  if (levels.length > 1 && state.decisions.twoLevels === 'refuse') {
    throw new Refusal(400, 'Only one level of ArcGIS Pro can be assigned.', levels);
  }
  return set;
}

function checkMember(state: State, listing: Listing, member: Member, set: readonly string[]): void {
  const isPro = listing.seats.entitlements['desktopBasicN'] !== undefined;
  if (!isPro || set.length === 0) return;
  const type = member.userLicenseTypeId;
  if (
    type !== undefined &&
    !desktopUserTypes.has(type) &&
    state.decisions.incompatibleUserType === 'refuse'
  ) {
    throw new Refusal(400, 'The user type is not compatible with this item.', [member.username]);
  }
  const includesPro = state.userTypes.find(one => one.id === type)?.includedPro !== undefined;
  const hasLevel = includesPro || set.some(name => proLevels.some(level => level === name));
  if (!hasLevel && state.decisions.extensionWithoutLevel === 'refuse') {
    throw new Refusal(400, 'No compatible license of ArcGIS Pro.', [member.username]);
  }
}

/** Whether the member's license is offline, so that it cannot be changed (wire reference section 10). */
function isBlocked(state: State, listing: Listing, member: Member, set: readonly string[]): boolean {
  const holder = listing.holders.get(keyOf(member.username));
  if (holder === undefined || holder.disconnectedSince === null) return false;
  return set.length > 0 || state.decisions.offlineRevoke === 'refuse';
}

function ableToChange(
  state: State,
  listing: Listing,
  members: readonly Member[],
  set: readonly string[],
): Member[] {
  const able = members.filter(member => !isBlocked(state, listing, member, set));
  const isRefused =
    able.length === 0 || (able.length < members.length && state.decisions.offlineMix === 'refuseAll');
  if (isRefused) throw offline();
  return able;
}

const overCapacity = (detail: string): Refusal =>
  new Refusal(400, 'The number of users exceeds the maximum allowed for this item.', [detail]);

/** Decision `capacity`: sum, as seed 000_b78abad660ff1ebd.txt words it: users provisioned now plus users of the request. */
function checkSum(state: State, listing: Listing, members: readonly Member[], set: readonly string[]): void {
  if (state.decisions.capacity !== 'sum' || set.length === 0) return;
  const sum = listing.holders.size + members.length;
  const { maxUsers } = listing.seats;
  if (sum > maxUsers) throw overCapacity(`${sum} of ${maxUsers}`);
}

/** The changes of one request before they are written, with the seats as they will be afterwards. */
class Write {
  readonly #state: State;
  readonly #listing: Listing;
  readonly #holders = new Map<string, Holder | null>();
  readonly #delta = new Map<string, number>();
  #users = 0;

  constructor(state: State, listing: Listing) {
    this.#state = state;
    this.#listing = listing;
  }

  /** Gives a member exactly `set`. @returns what takes it back */
  give(member: Member, set: readonly string[]): () => void {
    const key = keyOf(member.username);
    const before = this.#listing.holders.get(key);
    this.#count(before, set, 1);
    const holder: Holder = {
      username: member.username,
      lastLogin: before?.lastLogin ?? -1,
      disconnectedSince: set.length === 0 ? null : (before?.disconnectedSince ?? null),
      entitlements: set,
    };
    this.#holders.set(member.username, set.length === 0 ? null : holder);
    return () => {
      this.#count(before, set, -1);
      this.#holders.delete(member.username);
    };
  }

  #count(before: Holder | undefined, set: readonly string[], sign: number): void {
    const add = (name: string, by: number): void => {
      this.#delta.set(name, (this.#delta.get(name) ?? 0) + by);
    };
    for (const name of before?.entitlements ?? []) add(name, -sign);
    for (const name of set) add(name, sign);
    this.#users += sign * ((set.length > 0 ? 1 : 0) - (before === undefined ? 0 : 1));
  }

  /** Refuses a write that would make or raise an excess; one that lowers an excess passes (wire reference section 20). */
  checkSeats(): void {
    const { seats, assigned, holders } = this.#listing;
    for (const [name, by] of this.#delta) {
      const after = (assigned.get(name) ?? 0) + by;
      const num = seats.entitlements[name] ?? 0;
      if (by > 0 && after > num) throw overCapacity(`${name}: ${after} of ${num}`);
    }
    const after = holders.size + this.#users;
    if (this.#users > 0 && after > seats.maxUsers) throw overCapacity(`${after} of ${seats.maxUsers}`);
  }

  commit(): void {
    const puts: Put[] = [];
    for (const [username, holder] of this.#holders) {
      const isHeld = this.#listing.holders.has(keyOf(username));
      if (holder !== null || isHeld) puts.push(['holder', this.#listing.itemId, username, holder]);
    }
    this.#holders.clear();
    this.#state.commit(puts);
  }
}
