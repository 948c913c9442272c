// Decisions about the requests that give and take licenses.
import assert from 'node:assert/strict';
import { itemId, userKey, username } from '../../../../src/core/ids';
import { bundleEntitlement } from '../../../../src/core/catalog';
import {
  bundleId,
  carriedOut,
  firstBundle,
  held,
  listingOf,
  newcomers,
  outcomeOf,
  proHolder,
  proWithRoom,
  provision,
  raw,
  wish,
} from './decisionCase';
import type { DecisionCases } from './decisionCase';

const extension = 'spatialAnalystN';
const level = 'desktopBasicN';

export const provisioning: DecisionCases<
  | 'capacity'
  | 'batch'
  | 'offlineMix'
  | 'offlineRevoke'
  | 'unknownEntitlement'
  | 'incompatibleUserType'
  | 'extensionWithoutLevel'
  | 'twoLevels'
  | 'provisionRefusal'
  | 'expiredListing'
  | 'usernameCase'
  | 'pythonQuotes'
  | 'emailDefault'
  | 'bundleLimit'
  | 'deleteLicensed'
  | 'texts'
> = {
  capacity: {
    async run(bench, alternative) {
      const id = proWithRoom(bench);
      const listing = listingOf(bench, id);
      listing.seats = { ...listing.seats, maxUsers: listing.holders.size };
      const name = proHolder(bench, false);
      const before = held(bench, id, name);
      const more = Object.keys(listing.seats.entitlements).find(
        key => !before.includes(key) && !key.startsWith('desktop'),
      );
      // No distinct user is added: the union fits, the literal sum does not.
      const outcome = alternative === 'union' ? 'done' : 'seatShortage';
      assert.equal(await provision(bench, id, [name], [...before, more ?? '']), outcome);
      assert.equal(await provision(bench, id, [name], before), outcome);
      const { outcomes } = await carriedOut(bench, [wish(id, name, 'add', more ?? '')]);
      assert.deepEqual(outcomes, [alternative === 'union' ? 'done' : 'notDone']);
      assert.ok(before.every(key => held(bench, id, name).includes(key)));
    },
  },
  batch: {
    async run(bench, alternative) {
      const id = proWithRoom(bench);
      const [one, two, three] = newcomers(bench, id, 3);
      assert.ok(one && two && three);
      const stranger = username('nobody.at.all');
      assert.equal(await provision(bench, id, [one, stranger], [level]), 'notMember');
      assert.deepEqual(held(bench, id, one), alternative === 'partial' ? [level] : []);
      // One seat is left when the request for two arrives: whoever got it is told so, and who did not is told why.
      const { outcomes } = await carriedOut(
        bench,
        [wish(id, two, 'add', level), wish(id, three, 'add', level)],
        () => {
          const listing = listingOf(bench, id);
          const entitlements = {
            ...listing.seats.entitlements,
            [level]: (listing.assigned.get(level) ?? 0) + 1,
          };
          listing.seats = { ...listing.seats, entitlements };
        },
      );
      assert.ok(outcomes.includes('notDone'));
    },
  },
  offlineMix: {
    async run(bench, alternative) {
      const id = proWithRoom(bench);
      const offline = proHolder(bench, true);
      const [one, two] = newcomers(bench, id, 2);
      assert.ok(one && two);
      const before = held(bench, id, offline);
      assert.equal(
        await provision(bench, id, [one, offline], [level]),
        alternative === 'writeRest' ? 'done' : 'disconnected',
      );
      assert.deepEqual(held(bench, id, one), alternative === 'writeRest' ? [level] : []);
      assert.deepEqual(held(bench, id, offline), before);
      // Who goes offline after the plan keeps nobody else from what the plan gives.
      const online = proHolder(bench, false);
      const set = held(bench, id, online);
      const { plan } = await carriedOut(
        bench,
        [wish(id, online, 'set', level, extension), wish(id, two, 'set', level, extension)],
        () => {
          const holder = listingOf(bench, id).holders.get(userKey(online)) ?? assert.fail();
          bench.sample.state.commit([
            ['holder', id, holder.username, { ...holder, disconnectedSince: bench.clock.now() }],
          ]);
        },
      );
      assert.equal(plan.requests.length, 1);
      assert.deepEqual(held(bench, id, online), set);
      assert.deepEqual(held(bench, id, two).toSorted(), [level, extension].toSorted());
    },
  },
  offlineRevoke: {
    async run(bench, alternative) {
      const id = proWithRoom(bench);
      const offline = proHolder(bench, true);
      const { skipped, changes } = await bench.plan([wish(id, offline, 'set')]);
      assert.deepEqual(changes, []);
      assert.equal(skipped[0]?.reason, 'offline');
      assert.equal(
        await provision(bench, id, [offline], []),
        alternative === 'accept' ? 'done' : 'disconnected',
      );
      assert.equal(held(bench, id, offline).length > 0, alternative === 'refuse');
    },
  },
  unknownEntitlement: {
    async run(bench, alternative) {
      const id = proWithRoom(bench);
      const [name] = newcomers(bench, id, 1);
      assert.ok(name);
      assert.equal(
        await provision(bench, id, [name], [level, 'noSuch']),
        alternative === 'ignore' ? 'done' : 'unknownEntitlement',
      );
      assert.deepEqual(held(bench, id, name), alternative === 'ignore' ? [level] : []);
      const { changes, skipped } = await bench.plan([wish(id, name, 'add', 'noSuch')]);
      assert.deepEqual(changes, []);
      assert.equal(skipped[0]?.reason, 'unknownEntitlement');
    },
  },
  incompatibleUserType: {
    async run(bench, alternative) {
      const id = proWithRoom(bench);
      const [name] = newcomers(bench, id, 1, 'viewerUT');
      assert.ok(name);
      const isAccepted = alternative === 'accept';
      const { plan, outcomes } = await carriedOut(bench, [wish(id, name, 'add', level)]);
      assert.equal(plan.changes.length, 1);
      assert.deepEqual(outcomes, [isAccepted ? 'done' : 'notDone']);
      assert.equal(await provision(bench, id, [name], [level]), isAccepted ? 'done' : 'incompatibleUserType');
    },
  },
  extensionWithoutLevel: {
    async run(bench, alternative) {
      const id = proWithRoom(bench);
      const [name] = newcomers(bench, id, 1, 'viewerUT');
      assert.ok(name);
      const isAccepted = alternative === 'accept';
      const { plan, outcomes } = await carriedOut(bench, [wish(id, name, 'add', extension)]);
      assert.deepEqual(outcomes, [isAccepted ? 'done' : 'notDone']);
      assert.ok(
        plan.warnings.some(({ kind }) => kind === 'noProLevel'),
        'the plan says it first',
      );
      assert.equal(await provision(bench, id, [name], [extension]), isAccepted ? 'done' : 'missingProLevel');
    },
  },
  twoLevels: {
    async run(bench, alternative) {
      const id = proWithRoom(bench);
      const [name, other] = newcomers(bench, id, 2);
      assert.ok(name && other);
      const two = [level, 'desktopStdN'];
      assert.equal(await provision(bench, id, [name], two), alternative === 'accept' ? 'done' : 'refused');
      assert.equal(held(bench, id, name).length, alternative === 'accept' ? 2 : 0);
      // A plan never asks for it, so the answer does not matter there.
      const { changes, skipped } = await bench.plan([wish(id, other, 'set', ...two)]);
      assert.deepEqual([changes.length, skipped[0]?.reason], [0, 'incompatible']);
    },
  },
  provisionRefusal: {
    async run(bench, alternative) {
      const id = proWithRoom(bench);
      const [name] = newcomers(bench, id, 1);
      assert.ok(name);
      const takeSeats = (): void => {
        const listing = listingOf(bench, id);
        const entitlements = { ...listing.seats.entitlements, [level]: listing.assigned.get(level) ?? 0 };
        listing.seats = { ...listing.seats, entitlements };
      };
      const { outcomes } = await carriedOut(bench, [wish(id, name, 'add', level)], takeSeats);
      assert.deepEqual(outcomes, ['notDone']);
      assert.equal(
        await provision(bench, id, [name], [level]),
        alternative === 'envelope' ? 'seatShortage' : 'refused',
      );
      assert.equal(
        await provision(bench, id, [name], ['noSuch']),
        alternative === 'envelope' ? 'unknownEntitlement' : 'refused',
      );
      assert.deepEqual(held(bench, id, name), []);
    },
  },
  expiredListing: {
    async run(bench, alternative) {
      const listing =
        [...bench.sample.state.listings.values()].find(
          one => one.isPerUser && one.inPurchases && one.endDate !== -1 && one.endDate < bench.clock.now(),
        ) ?? assert.fail('the seed has no expired listing');
      const id = itemId(listing.itemId);
      const [key = ''] = Object.keys(listing.seats.entitlements);
      listing.seats = { maxUsers: 100, entitlements: { [key]: 100 } };
      const [one, two] = newcomers(bench, id, 2);
      assert.ok(one && two);
      const isAccepted = alternative === 'accept';
      const { outcomes } = await carriedOut(bench, [wish(id, one, 'add', key)]);
      assert.deepEqual(outcomes, [isAccepted ? 'done' : 'notDone']);
      assert.equal(await provision(bench, id, [two], [key]), isAccepted ? 'done' : 'listingUnavailable');
      // What is still assigned there can be taken away either way.
      const holder = [...listing.holders.values()].find(
        ({ disconnectedSince }) => disconnectedSince === null,
      );
      const taken = await carriedOut(bench, [wish(id, holder?.username ?? '', 'set')]);
      assert.deepEqual(taken.outcomes, ['done']);
    },
  },
  usernameCase: {
    async run(bench, alternative) {
      const id = proWithRoom(bench);
      const [one, two] = newcomers(bench, id, 10).filter(name => name !== name.toUpperCase());
      assert.ok(one && two);
      assert.equal(
        await provision(bench, id, [username(one.toUpperCase())], [level]),
        alternative === 'insensitive' ? 'done' : 'notMember',
      );
      // A plan sends the portal's own spelling of who holds something already.
      const holder = [...listingOf(bench, id).holders.values()].find(
        own => own.disconnectedSince === null && own.username !== own.username.toUpperCase(),
      );
      assert.ok(holder);
      const { changes } = await bench.plan([wish(id, holder.username.toUpperCase(), 'set')]);
      assert.deepEqual(
        changes.map(change => change.username),
        [holder.username],
      );
      const { outcomes } = await carriedOut(bench, [wish(id, holder.username.toUpperCase(), 'set')]);
      assert.deepEqual(outcomes, ['done']);
    },
  },
  pythonQuotes: {
    async run(bench, alternative) {
      const id = proWithRoom(bench);
      const [one, two] = newcomers(bench, id, 2);
      assert.ok(one && two);
      // The client writes JSON, which is read either way.
      assert.equal(await provision(bench, id, [one], [level]), 'done');
      await raw(bench, `content/listings/${id}/provisionUserEntitlements`, {
        userEntitlements: `{'users': ['${two}'], 'entitlements': ['${level}']}`,
        suppressCustomerEmail: 'true',
      });
      assert.deepEqual(
        [held(bench, id, one), held(bench, id, two)],
        [[level], alternative === 'accept' ? [level] : []],
      );
    },
  },
  emailDefault: {
    neverMet: true,
    async run(bench) {
      const id = proWithRoom(bench);
      const [name] = newcomers(bench, id, 1);
      assert.ok(name);
      const { state } = bench.sample;
      const before = state.mails;
      assert.equal(await provision(bench, id, [name], [level]), 'done');
      await carriedOut(bench, [wish(id, name, 'set')]);
      assert.equal(state.mails, before, 'nobody got mail');
      const change = { users: [name], entitlements: [level], suppressCustomerEmail: false };
      await bench.client().provision(id, change);
      assert.equal(state.mails, before + 1, 'the member got the mail that was asked for');
    },
  },
  bundleLimit: {
    flavor: 'enterprise',
    scale: 'M',
    neverMet: true,
    async run(bench) {
      const bundle = firstBundle(bench);
      bundle.maxUsers = bundle.holders.size + 100;
      const names = [...bench.sample.state.members.values()]
        .filter(({ username: name }) => !bundle.holders.has(userKey(name)))
        .map(({ username: name }) => username(name))
        .slice(0, 56);
      const id = bundleId(bench);
      const users = names.slice(0, 26);
      // More than 25 never leave this computer, so that no limit is needed, and none is tried out.
      const sent = bench.client().provisionAppBundle(id, { users, revoke: false });
      assert.equal(await outcomeOf(sent), 'badInput');
      const before = bench.writes().length;
      const plan = await bench.plan(names.slice(26).map(name => wish(id, name, 'add', bundleEntitlement)));
      const { results } = await bench.applier.applyMembers(plan);
      assert.ok(
        results.every(({ outcome }) => outcome === 'done'),
        JSON.stringify(results[0]),
      );
      assert.equal(bench.writes().length - before, 2, 'at most 25 to a request');
      assert.ok(names.slice(26).every(name => bundle.holders.has(userKey(name))));
    },
  },
  deleteLicensed: {
    async run(bench, alternative) {
      const id = proWithRoom(bench);
      const name = proHolder(bench, false);
      const { changes } = await bench.plan([wish(id, name, 'add', extension)]);
      const plan = await bench.plan([wish(id, name, changes.length > 0 ? 'add' : 'remove', extension)]);
      // Somebody else deletes the member between plan and apply, or is refused.
      await raw(bench, `community/users/${encodeURIComponent(name)}/delete`, {});
      const isGone = alternative === 'accept';
      assert.equal(bench.sample.state.members.has(userKey(name)), !isGone);
      const [result] = (await bench.applier.applyMembers(plan)).results;
      assert.equal(result?.outcome, isGone ? 'notDone' : 'done', result?.reason);
      assert.ok(!isGone || (result.reason ?? '').length > 10);
      assert.equal((await bench.client().member(name)) === undefined, isGone);
    },
  },
  texts: {
    async run(bench, alternative) {
      const id = proWithRoom(bench, 0);
      const [name] = newcomers(bench, id, 1);
      assert.ok(name);
      const knows = alternative === 'reference';
      assert.equal(await provision(bench, id, [name], [level]), knows ? 'seatShortage' : 'refused');
      assert.equal(await provision(bench, id, [name], ['noSuch']), knows ? 'unknownEntitlement' : 'refused');
      assert.deepEqual(held(bench, id, name), []);
      // No wording is needed to see who cannot be given a seat.
      assert.equal((await bench.plan([wish(id, name, 'add', level)])).skipped[0]?.reason, 'noSeat');
    },
  },
};
