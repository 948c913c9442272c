// The simulator against the sample portal, which shares no code with it: seats at every boundary, and who is then let in (issue 3, "what must hold").
import assert from 'node:assert/strict';
import { readImportFile } from '../../../../src/core/files/importFile';
import { itemId, userKey } from '../../../../src/core/ids';
import type { Holder, Listed, Member, PortalLicense } from '../../../../src/core/model';
import { lockedOutMembers } from '../../../../src/core/timeline/lockedOut';
import { simulate } from '../../../../src/core/timeline/simulate';
import type { SimulatedFile, SimulationInput } from '../../../../src/core/timeline/simulationInput';
import type { Timeline, TimelineReading, TimelineSubject } from '../../../../src/core/timeline/timelineTypes';
import type { DecisionId, Decisions } from '../../../../src/samplePortal/decisions';
import { decisions } from '../../../../src/samplePortal/decisions';
import { Dice, entitlementsFile, licenseFile } from './randomFiles';
import type { LicensedProduct } from './randomFiles';
import { WirePortal } from './wirePortal';
import type { WireSeats } from './wirePortal';

const start = Date.UTC(2026, 5, 15, 9);
/** Later than anything that a file or a queue of these tests names. */
const longAfter = 12 * 365 * 86_400_000;
const portalsPerFlavor = 8;
const casesPerPortal = { legacy: 63, enterprise: 63 };

type Flavor = keyof typeof casesPerPortal;

/**
 * The alternatives that bear on the seats of a flavor in every combination: on 10.6.1 which parts count and when they start, later what a license
 * that ended shows, how no end is said, and whether levels of user types are listed. All others at least once.
 */
function decisionsOf(flavor: Flavor, index: number): Decisions {
  const bit = (place: number): number => (index >> place) & 1;
  const ids = Object.keys(decisions) as DecisionId[];
  const chosen = Object.fromEntries(
    ids.map((id, place) => {
      const { alternatives } = decisions[id];
      return [
        id,
        alternatives.length === 2 ? alternatives[bit(place % 3)] : alternatives[(index + place) % 3],
      ];
    }),
  ) as unknown as Decisions;
  return {
    ...chosen,
    effectiveParts: bit(0) === 0 ? 'latest' : 'merged',
    partStart: bit(1) === 0 ? 'startDateStr' : 'startDate',
    expiredSeats: bit(0) === 0 ? 'zero' : 'kept',
    expiryNone: bit(1) === 0 ? 'minusOne' : 'absent',
    includedPro: flavor === 'enterprise' && bit(2) === 1 ? 'shown' : 'hidden',
  };
}

/** OAuth clients of products: on 10.6.1 the `appId`, later the id of the license, but for two. */
const clients: Readonly<Record<string, string>> = { arcgisd2m: 'drone2map', allsource: 'arcgisallsource' };

interface Product {
  /** `appId`, or the id in the license. */
  readonly id: string;
  readonly itemId: string;
  readonly client: string;
  readonly keys: readonly string[];
}

class Bench {
  readonly wire: WirePortal;
  readonly dice: Dice;
  readonly chosen: Decisions;
  readonly flavor: Flavor;
  members: Listed<Member> = { items: [] };
  holders: Readonly<Record<string, Listed<Holder>>> = {};
  products: readonly Product[] = [];
  license: PortalLicense | undefined;
  /** The instant of the import. Each case is later than the one before: what that imported is in effect. */
  now = start;
  /** By client id: who is let in while nothing is over-assigned. */
  readonly allowed = new Map<string, ReadonlySet<string>>();

  constructor(wire: WirePortal, dice: Dice, chosen: Decisions, flavor: Flavor) {
    this.wire = wire;
    this.dice = dice;
    this.chosen = chosen;
    this.flavor = flavor;
  }

  get reading(): TimelineReading {
    const { effectiveParts, partStart, includedPro } = this.chosen;
    return { parts: effectiveParts, partStart, includedPro: includedPro === 'shown' ? 'noSeats' : 'seats' };
  }

  /** Reads who holds what, gives out a few other sets, and notes who is let in while there are seats for all. */
  async prepare(): Promise<void> {
    const { wire } = this;
    await wire.moveTo(this.now);
    this.members = await wire.members();
    const listings = await wire.listings(this.now);
    const legacyIds = {
      'ArcGIS Pro': 'arcgisprodesktop',
      'ArcGIS Drone2Map': 'drone2map',
      'ArcGIS Navigator': 'navigator',
    };
    if (this.flavor === 'legacy') {
      this.products = Object.entries(legacyIds).flatMap(([title, id]) => {
        const listing = listings.find(one => one.title === title && one.status === 'active');
        return listing === undefined
          ? []
          : [{ id, itemId: listing.itemId, client: id, keys: listing.pools.map(pool => pool.key) }];
      });
    } else {
      this.license = await wire.license();
      this.products = this.license.apps.flatMap(app => {
        const listing = listings.find(one => one.itemId === app.itemId);
        const keys = listing?.pools.map(pool => pool.key) ?? [];
        return [{ id: app.id, itemId: app.itemId, client: clients[app.id] ?? app.id, keys }];
      });
    }
    const pro = this.products.find(({ id }) => id === 'arcgisprodesktop');
    assert.ok(pro !== undefined);
    await this.plenty();
    await this.shuffle(pro);
    await this.readHolders([
      ...listings.map(one => one.itemId),
      ...(this.license?.extensions ?? []).map(one => one.itemId),
    ]);
    for (const client of [wire.portal.clientId, ...this.products.slice(0, 3).map(one => one.client)]) {
      const names = new Set<string>();
      for (const { username } of this.members.items)
        if (await wire.letsIn(username, client)) names.add(username);
      this.allowed.set(client, names);
    }
  }

  async readHolders(ids: readonly string[]): Promise<void> {
    const found: Record<string, Listed<Holder>> = { ...this.holders };
    for (const id of ids) {
      const list = await this.wire.holders(id);
      if (list !== undefined) found[id] = list;
    }
    this.holders = found;
  }

  /** Seats for everyone, without an end. */
  async plenty(): Promise<void> {
    if (this.license === undefined) {
      for (const { id, keys } of this.products) {
        const entitlements = Object.fromEntries(keys.map(key => [key, { num: 900, license: 'FEATURE x' }]));
        const part = {
          orgEntitlements: { maxUsers: 900, startDate: 0, startDateStr: '01-Jan-2020', entitlements },
          signature: 'x',
        };
        await this.wire.import('/system/licenses/importEntitlements', JSON.stringify(part), { appId: id });
      }
      return;
    }
    const { userTypes, extensions, appBundles } = this.license;
    const provision = {
      userTypes: userTypes.map(({ id }) => ({ id, maxUsers: 900 })),
      extensions: extensions.map(({ id }) => ({ id, maxUsers: 900 })),
      appBundles: appBundles.map(({ id }) => ({ id, maxUsers: 900 })),
      apps: this.products.map(({ id, keys }) => ({
        id,
        maxUsers: 900 * keys.length,
        entitlements: keys.map(apiName => ({ apiName, num: 900 })),
      })),
    };
    await this.wire.import(
      '/license/importLicense',
      JSON.stringify({ MyEsri: { version: '11.4', provision }, signature: 'x' }),
    );
  }

  /** Some members get another level and other extensions, so that the holdings are not those of every portal. */
  async shuffle({ itemId, keys }: Product): Promise<void> {
    const levels = keys.filter(key => key.startsWith('desktop'));
    for (let i = 0; i < 8; i++) {
      const member = this.dice.of([...this.members.items]);
      const entitlements = [
        this.dice.of(levels),
        ...keys.filter(key => !levels.includes(key) && this.dice.oneIn(2)),
      ];
      await this.wire.sharing(`/content/listings/${itemId}/provisionUserEntitlements`, {
        userEntitlements: JSON.stringify({ users: [member.username], entitlements }),
        suppressCustomerEmail: 'true',
      });
    }
  }

  /** What the portal says before the import. */
  async read(): Promise<SimulationInput> {
    const { wire } = this;
    if (this.chosen.includedPro === 'shown')
      await this.readHolders(this.products.slice(0, 1).map(one => one.itemId));
    const known = {
      portalKind: this.flavor,
      now: this.now,
      timeZone: 'America/Los_Angeles',
      listings: await wire.listings(this.now),
      holders: this.holders,
      members: this.members,
      reading: this.reading,
    };
    if (this.flavor === 'legacy') {
      const queues = [];
      for (const { id } of this.products) queues.push(await wire.queue(id));
      return { ...known, queues };
    }
    return { ...known, license: await wire.license(), futureLicense: await wire.futureLicense() };
  }

  /** A random file of this portal's kind, as the extension reads it, and how the portal takes it. */
  file(current: PortalLicense | undefined): {
    readonly file: SimulatedFile;
    readonly text: string;
    readonly send: () => Promise<void>;
  } {
    const { dice, wire } = this;
    const heldOf = (id: string): Listed<Holder> | undefined => this.holders[id];
    if (this.license === undefined) {
      const product = dice.oneIn(3) ? dice.of(this.products) : (this.products[0] ?? dice.of(this.products));
      const text = entitlementsFile(dice, this.now, product.id, product.keys, heldOf(product.itemId));
      const { content } = readImportFile('entitlements.json', text);
      assert.ok(content?.kind === 'entitlements', text);
      return {
        file: { kind: 'entitlements', content, appId: product.id },
        text,
        send: () => wire.import('/system/licenses/importEntitlements', text, { appId: product.id }),
      };
    }
    const products = this.products.map(({ id, itemId, keys }): LicensedProduct => ({
      id,
      keys,
      holders: heldOf(itemId),
    }));
    const extensions = this.license.extensions.map(({ id, itemId }): LicensedProduct => ({
      id,
      keys: [id],
      holders: heldOf(itemId),
    }));
    const text = licenseFile(dice, this.now, this.license, current, products, extensions);
    const { content } = readImportFile('entitlements.json', text);
    assert.ok(content?.kind === 'portalLicense', text);
    return {
      file: { kind: 'license', content: content.content },
      text,
      send: () => wire.import('/license/importLicense', text),
    };
  }
}

/** What the portal says of a subject. */
function portalSeats(subject: TimelineSubject, seats: WireSeats): number | undefined {
  const name = subject.id.slice(subject.id.indexOf('/') + 1);
  switch (subject.kind) {
    case 'entitlement':
      return seats.listings.get(subject.itemId ?? '')?.nums.get(userKey(subject.entitlement ?? '')) ?? 0;
    case 'product':
      return seats.listings.get(subject.itemId ?? '')?.maxUsers ?? 0;
    case 'members':
      return seats.members;
    default:
      return seats.license.get(`${subject.kind}s/${name}`) ?? 0;
  }
}

/** Of one kind of sign-in: members who are in no list, or in it, as the portal has it. */
interface Asked {
  refused: number;
  letIn: number;
  /** Whole lists that were compared: one for each boundary and client. */
  lists: number;
  /** Lists of which the time line says that seats are not known: who is in it must be refused, and no more is compared. */
  open: number;
}

interface Tally {
  seats: number;
  /** Of these, where not both have none. */
  some: number;
  unknown: number;
  shortages: number;
  /** Times between boundaries, and after the last one, at which all seats were compared. */
  gaps: number;
  /** Asked over HTTP as well, with the same answer. */
  wire: number;
  /** Members of whom the reading decides whether their product is over-assigned. */
  byReading: number;
  readonly portal: Asked;
  readonly product: Asked;
}

const newTally = (): Tally => ({
  seats: 0,
  some: 0,
  unknown: 0,
  shortages: 0,
  gaps: 0,
  wire: 0,
  byReading: 0,
  portal: { refused: 0, letIn: 0, lists: 0, open: 0 },
  product: { refused: 0, letIn: 0, lists: 0, open: 0 },
});

/** Compares all seats in the time from a boundary on. */
async function compareSeats(
  bench: Bench,
  timeline: Timeline,
  index: number,
  at: number,
  about: string,
  tally: Tally,
): Promise<void> {
  await bench.wire.moveTo(at);
  const said = await bench.wire.seats(at);
  // A product that the portal does not have yet has no item id that anybody could know: the tests do.
  const itemIds = new Map(bench.products.map(one => [one.id, one.itemId]));
  const subjects = timeline.subjects.map((one): TimelineSubject => {
    const id = itemIds.get(one.id.split('/')[1] ?? '');
    return one.itemId !== undefined || id === undefined ? one : { ...one, itemId: itemId(id) };
  });
  for (const subject of subjects) {
    const ours = subject.seats[index];
    const theirs = portalSeats(subject, said);
    if (ours === null || ours === undefined) tally.unknown++;
    // What is queued may end without a word of when.
    else if (subject.endUnknownFrom !== undefined && index >= subject.endUnknownFrom && theirs !== ours) {
      assert.ok(
        (theirs ?? 0) < ours,
        `${subject.id} at ${new Date(at).toISOString()}: ${theirs} > ${ours}\n${about}`,
      );
    } else {
      // Asked so often that its words alone would take their time.
      if (ours !== theirs)
        assert.equal(ours, theirs, `${subject.id} at ${new Date(at).toISOString()}\n${about}`);
      tally.seats++;
      if (ours > 0) tally.some++;
    }
  }
  const known = new Set(
    subjects.map(subject => `${subject.itemId ?? ''}/${userKey(subject.entitlement ?? '')}`),
  );
  // Of an app that is no purchase at the time of the import its seats are known as a whole.
  const whole = new Set(
    bench.products.flatMap(one => (subjects.some(({ id }) => id === `app/${one.id}`) ? one.itemId : [])),
  );
  for (const [id, { nums }] of said.listings)
    if (!whole.has(id))
      for (const key of nums.keys())
        if (!known.has(`${id}/${key}`)) assert.fail(`${key} of ${id} is in no line\n${about}`);
}

/** The names that the time line locks out of the portal, or of a product, between a boundary and the next. */
function lockedOutAt(
  timeline: Timeline,
  at: number,
  isConcerned: (subject: TimelineSubject) => boolean,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const shortage of timeline.shortages) {
    if (shortage.at > at || (shortage.until ?? Infinity) <= at) continue;
    const subject = timeline.subjects.find(one => one.id === shortage.subject);
    if (subject === undefined || !isConcerned(subject)) continue;
    for (const { username } of lockedOutMembers(timeline, shortage)) names.add(username);
  }
  return names;
}

/**
 * Compares the list of the locked-out whole, at the portal and at its products, with what the portal decides of every member who is let in when
 * there are seats for all; three of the answers are asked for over HTTP too.
 */
async function compareSignIn(
  bench: Bench,
  timeline: Timeline,
  widest: Timeline,
  index: number,
  about: string,
  tally: Tally,
): Promise<void> {
  const at = timeline.boundaries[index]?.at ?? bench.now;
  const ofType = (subject: TimelineSubject): boolean => subject.kind === 'userType';
  const typesKnown = timeline.subjects.every(one => !ofType(one) || index < (one.endUnknownFrom ?? Infinity));
  const asked: (readonly [string, string])[] = [];
  const compare = (
    client: string,
    isConcerned: (subject: TimelineSubject) => boolean,
    isCertain: boolean,
    counts: Asked,
  ): void => {
    const locked = lockedOutAt(timeline, at, isConcerned);
    const mayBe = lockedOutAt(widest, at, isConcerned);
    const names = [...(bench.allowed.get(client) ?? [])];
    if (isCertain) counts.lists++;
    else counts.open++;
    for (const name of names) {
      const isRefused = !bench.wire.wouldLetIn(name, client);
      const where = (): string => `${name} at ${client}, ${new Date(at).toISOString()}\n${about}`;
      if (locked.has(name) !== mayBe.has(name)) tally.byReading++;
      else if (isCertain) {
        if (isRefused !== locked.has(name)) assert.equal(isRefused, locked.has(name), where());
        if (isRefused) counts.refused++;
        else counts.letIn++;
      } else if (locked.has(name) && !isRefused) assert.fail(where());
    }
    asked.push([client, bench.dice.of(names)]);
  };
  compare(bench.wire.portal.clientId, ofType, typesKnown, tally.portal);
  for (const { id, itemId: item, client } of bench.products.slice(0, 3)) {
    const own = timeline.subjects.filter(one => one.itemId === item);
    // Where the seats of an entitlement are not known at that time, neither is who is locked out.
    const isKnown = own.every(
      ({ kind, seats, endUnknownFrom = Infinity }) =>
        kind !== 'entitlement' || (seats[index] !== null && index < endUnknownFrom),
    );
    // Of an app that is no purchase the seats are known as a whole, and not which of its rights run short.
    const isSplit = timeline.subjects.every(one => one.id !== `app/${id}`);
    const isHeldKnown = own.some(one => one.held !== undefined);
    const isCertain = isHeldKnown && isSplit && isKnown && typesKnown;
    // Of an app as a whole, too: where no file says which of its rights lose seats, nobody may be named who is let in.
    const isConcerned = (one: TimelineSubject): boolean => ofType(one) || one.itemId === item;
    compare(client, isConcerned, isCertain, tally.product);
  }
  if (!bench.dice.oneIn(6)) return;
  for (const [client, name] of asked) {
    const isLetIn = await bench.wire.letsIn(name, client);
    assert.equal(isLetIn, bench.wire.wouldLetIn(name, client), `${name} at ${client} over HTTP`);
    tally.wire++;
  }
}

async function oneCase(bench: Bench, number: number, tally: Tally): Promise<void> {
  const { wire, dice } = bench;
  bench.now += 60_000;
  await wire.moveTo(bench.now);
  const input = await bench.read();
  const made = dice.oneIn(4) ? undefined : bench.file(input.license);
  const simulated = { ...input, ...(made === undefined ? {} : { file: made.file }) };
  const timeline = simulate(simulated);
  const widest =
    timeline.reading.includedPro === 'seats'
      ? timeline
      : simulate({ ...simulated, reading: { ...bench.reading, includedPro: 'seats' } });
  await made?.send();
  const about = `case ${number}: ${made?.text ?? 'no file'}\n${JSON.stringify(bench.chosen)}`;
  tally.shortages += timeline.shortages.length;
  for (const [index, { at }] of timeline.boundaries.entries()) {
    // A moment after: the clock of the portal runs on while it answers, and the import itself took a while.
    await compareSeats(bench, timeline, index, at + (index === 0 ? 10_000 : 1), about, tally);
    await compareSignIn(bench, timeline, widest, index, about, tally);
    // And before the next one, where the portal must not have changed anything of itself; behind the last one nothing changes any more.
    const next = timeline.boundaries[index + 1]?.at;
    const late = next === undefined ? at + longAfter : next - 30_000;
    if (late - at <= 60_000) continue;
    await compareSeats(bench, timeline, index, late, about, tally);
    tally.gaps++;
  }
}

/** So much was compared, of each kind: what is skipped in silence proves nothing. */
function assertEnough(tally: Tally, flavor: Flavor): void {
  const { portal, product } = tally;
  const said = JSON.stringify(tally);
  assert.ok(tally.some > 4000 && tally.seats > 20 * tally.unknown && tally.wire > 150, said);
  assert.ok(tally.gaps > 3 * casesPerPortal[flavor], said);
  assert.ok(portal.lists > 350 && portal.letIn > 5000 && portal.open < portal.lists / 3, said);
  if (flavor === 'legacy') {
    // No user types, so that nobody is locked out of the portal itself; and every list of its products is known.
    assert.equal(portal.refused, 0, said);
    assert.ok(tally.shortages > 800 && product.lists > 1000 && product.open + tally.byReading === 0, said);
    assert.ok(product.refused > 10_000 && product.letIn > 2000, said);
  } else {
    assert.ok(tally.shortages > 2000 && portal.refused > 8000 && tally.byReading < 1000, said);
    assert.ok(product.lists > 700 && product.open < product.lists, said);
    assert.ok(product.refused > 8000 && product.letIn > 200, said);
  }
}

describe('timeline: against the sample portal', function () {
  this.timeout(240_000);

  it('chooses every alternative of every decision at least once', () => {
    for (const id of Object.keys(decisions) as DecisionId[])
      for (const alternative of decisions[id].alternatives)
        assert.ok(
          (['legacy', 'enterprise'] as const).some(flavor =>
            Array.from({ length: portalsPerFlavor }, (_, index) => decisionsOf(flavor, index)).some(
              chosen => chosen[id] === alternative,
            ),
          ),
          `${id}: ${alternative}`,
        );
  });

  for (const flavor of ['legacy', 'enterprise'] as const)
    for (let index = 0; index < portalsPerFlavor; index++)
      it(`agrees on seats and on who is locked out, ${casesPerPortal[flavor]} random files and queues, ${flavor}, alternatives ${index}`, async () => {
        const chosen = decisionsOf(flavor, index);
        const wire = await WirePortal.start({ flavor, now: start, decisions: chosen });
        const tally = newTally();
        try {
          const bench = new Bench(wire, new Dice(20_260_615 + 100 * index + flavor.length), chosen, flavor);
          await bench.prepare();
          for (let number = 0; number < casesPerPortal[flavor]; number++) await oneCase(bench, number, tally);
        } finally {
          await wire.close();
        }
        assertEnough(tally, flavor);
      });
});
