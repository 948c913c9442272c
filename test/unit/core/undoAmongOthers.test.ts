import assert from 'node:assert/strict';
import { includedProLevel, isProLevel, lacksProLevel } from '../../../src/core/catalog';
import { entitlement, itemId, portalId, userKey, username, userTypeId } from '../../../src/core/ids';
import type { UserTypeId } from '../../../src/core/ids';
import type { JournalOperation } from '../../../src/core/journalOperations';
import { planMembers } from '../../../src/core/plan';
import type { MemberPlan, Outcome, TargetState } from '../../../src/core/planTypes';
import { userTypesState } from '../../../src/core/policy/orgUserTypes';
import { planOrganization } from '../../../src/core/policy/planOrganization';
import { userTypesTarget } from '../../../src/core/policy/wishTypes';
import { skipWords } from '../../../src/core/planWords';
import { planRest } from '../../../src/core/resume';
import { sameSet } from '../../../src/core/sameSet';
import { planUndo, undoNeeds } from '../../../src/core/undo';
import { carriedOutAmong, effectKey } from './policy/disturbedRun';
import { diceOf, pick, proItem, randomOrganization } from './policy/randomOrganization';
import { SimulatedPortal } from './policy/simulatedPortal';
import { carriedOut } from './policy/simulatedRun';
import { written } from './arbitraries';

const item = itemId('item');
const ana = username('ana');

const input = (portal: SimulatedPortal): Parameters<typeof planUndo>[1] => ({
  id: 'undo',
  portalId: portalId('portal'),
  title: '',
  createdAt: 9,
  targets: portal.read(),
  userTypes: (name): UserTypeId | undefined => {
    const [type] = portal.held(userTypesTarget, name);
    return type === undefined ? undefined : userTypeId(type);
  },
  suppressCustomerEmail: true,
});

const partKey = (id: string, name: string): string => `${id} ${userKey(name)}`;
const skips = (plan: MemberPlan): unknown[] =>
  plan.skipped.map(skip => [skip.username, skip.reason, ...(skip.names ?? [])]);
const changes = (plan: MemberPlan): string[] =>
  plan.changes.map(
    ({ username: name, before, after }) => `${name}: ${before.join('+')} > ${after.join('+')}`,
  );

/** One member's part, `before>after`, which ended otherwise: `actual` is what was read back, and what is held now. */
function ended(
  line: string,
  actual: string,
  outcome: Outcome,
  requests?: readonly string[],
): { readonly portal: SimulatedPortal; readonly operation: JournalOperation } {
  const { targets, changes: wishes } = written([line], { a: 9, b: 9, c: 9, d: 9 }, 25);
  const portal = new SimulatedPortal(targets);
  const plan = planMembers({ ...input(portal), id: 'p', changes: wishes });
  const operation = carriedOut(plan, portal);
  const [member] = operation.members;
  assert.ok(member?.result);
  const held = Array.from(actual, entitlement);
  portal.write(item, ['member0'], held);
  const result = { ...member.result, outcome, actual: held };
  const own = { ...member, outcome, result, ...(requests && { requests }) };
  return { portal, operation: { ...operation, members: [own] } };
}

describe('undo takes back what the operation itself did, and nothing that somebody else did', () => {
  it('leaves alone, and names, whom somebody else had made as planned before anything was sent', () => {
    const { portal, operation } = ended('>a', 'a', 'done', []);
    assert.deepEqual(undoNeeds(operation), { kind: 'none', why: 'nothing' });
    const plan = planUndo(operation, input(portal));
    assert.deepEqual(changes(plan), []);
    assert.deepEqual(skips(plan), [['member0', 'notSent', 'a']]);
    assert.equal(
      skipWords(plan, plan.skipped[0]!),
      'nothing was sent for this member: somebody else made it hold a',
    );
    // Nor is anything given back that somebody else took.
    const taken = ended('a>', '', 'done', []);
    assert.deepEqual(skips(planUndo(taken.operation, input(taken.portal))), [['member0', 'notSent']]);
    // By now it is as before: there is nothing to tell.
    portal.write(item, ['member0'], []);
    assert.deepEqual(skips(planUndo(operation, input(portal))), []);
  });

  it('goes by what was read back: of what is there only what the operation gave, of what is missing only what it took', () => {
    const rows: readonly (readonly [line: string, actual: string, back: string])[] = [
      ['a>ab', 'ab', 'a+b > a'],
      ['a>ab', 'a', ''],
      ['a>ab', 'ac', ''],
      ['a>b', 'ab', 'a+b > a'],
      ['a>b', '', ' > a'],
      ['a>ab', 'abc', 'a+b+c > a+c'],
      ['a>ab', 'b', 'b > '],
      ['ad>ab', 'bc', 'b+c > c+d'],
    ];
    for (const [line, actual, back] of rows) {
      const { portal, operation } = ended(line, actual, 'notDone');
      const plan = planUndo(operation, input(portal));
      assert.deepEqual(
        changes(plan),
        back === '' ? [] : [`member0: ${back}`],
        `${line}, read back ${actual}`,
      );
    }
    const odd = ended('a>ab', 'ac', 'notDone');
    assert.deepEqual(undoNeeds(odd.operation), { kind: 'none', why: 'nothing' });
    assert.deepEqual(skips(planUndo(odd.operation, input(odd.portal))), [
      ['member0', 'notArrived', 'a', 'c'],
    ]);
  });

  it('takes back what arrived after it was read back, where that may be', () => {
    const { portal, operation } = ended('a>ab', 'a', 'unknown');
    assert.deepEqual(changes(planUndo(operation, input(portal))), []);
    portal.write(item, ['member0'], ['a', 'b']);
    assert.deepEqual(changes(planUndo(operation, input(portal))), ['member0: a+b > a']);
    portal.write(item, ['member0'], ['a', 'c']);
    assert.deepEqual(skips(planUndo(operation, input(portal))), [['member0', 'changedSince', 'a', 'c']]);
  });

  it('leaves alone, and names, of whom the portal refused all that was sent: who made it so is not known', () => {
    const refused = (line: string, actual: string, outcome: Outcome, tries = 1): MemberPlan => {
      const { portal, operation } = ended(line, actual, outcome);
      const requests = operation.requests.flatMap(request => [
        { ...request, outcome: 'refused' as const },
        ...(tries === 1 ? [] : [request]),
      ]);
      return planUndo({ ...operation, requests }, input(portal));
    };
    const given = refused('a>ab', 'ab', 'done');
    assert.deepEqual([changes(given), skips(given)], [[], [['member0', 'refused', 'a', 'b']]]);
    assert.equal(
      skipWords(given, given.skipped[0]!),
      'the portal refused the request, and who made it hold a, b is not known',
    );
    const taken = refused('a>b', '', 'notDone');
    assert.deepEqual([changes(taken), skips(taken)], [[], [['member0', 'refused']]]);
    // As it was before, there is nothing that anybody did.
    assert.deepEqual(skips(refused('a>ab', 'a', 'notDone')), []);
    // Put off, and then taken: it is the operation's own.
    assert.deepEqual(changes(refused('a>ab', 'ab', 'done', 2)), ['member0: a+b > a']);
  });

  it('does not take one of two levels that were there before for somebody else’s', () => {
    const [basic, advanced, extension] = ['desktopBasicN', 'desktopAdvN', 'spatialAnalystN'];
    const rows: readonly (readonly [before: readonly string[], after: readonly string[]])[] = [
      [[basic, advanced], [advanced]],
      [[basic, advanced], [basic]],
      [[basic, advanced, extension], [advanced]],
    ];
    for (const [before, after] of rows) {
      const portal = new SimulatedPortal([
        {
          target: { kind: 'listing', itemId: item, title: 'Pro' },
          pools: [basic, advanced, extension].map(key => ({ key: entitlement(key), total: 9 })),
          holdings: new Map([
            ['ana', { username: ana, entitlements: before.map(entitlement), offline: false }],
          ]),
          complete: true,
        },
      ]);
      const plan = planMembers({
        ...input(portal),
        id: 'p',
        changes: [{ itemId: item, username: ana, mode: 'set', entitlements: after.map(entitlement) }],
      });
      assert.equal(plan.changes.length, 1);
      const undo = planUndo(carriedOut(plan, portal), input(portal));
      // Two levels cannot be given: that is said, and nothing of it is given back without a word.
      assert.deepEqual(changes(undo), []);
      assert.deepEqual(
        undo.skipped.map(({ reason, names }) => [reason, new Set(names)]),
        [['incompatible', new Set([basic, advanced])]],
      );
    }
  });

  it('counts each request from what the one before it was to leave', () => {
    // Member0 is without anything between two requests, and somebody else gives b then.
    const { targets, changes: wishes } = written(['a>b', 'b>a', '>c'], { a: 1, b: 1, c: 1 }, 25);
    const portal = new SimulatedPortal(targets);
    const plan = planMembers({ ...input(portal), id: 'p', changes: wishes, allowGaps: true });
    const [gap] = plan.gaps ?? [];
    assert.ok(gap);
    const operation = carriedOut(plan, portal);
    const part = (requests: readonly string[]): JournalOperation => ({
      ...operation,
      members: operation.members.flatMap(member =>
        member.username === gap.username ? [{ ...member, requests }] : [],
      ),
    });
    const back = (requests: readonly string[]): string[] => {
      const free = { ...input(portal) };
      const states = free.targets.map(state => ({
        ...state,
        pools: state.pools.map(({ key }) => ({ key, total: 9 })),
      }));
      return changes(planUndo(part(requests), { ...free, targets: states })).map(one => one.split(': ')[1]!);
    };
    const [before] = plan.changes.find(({ username: name }) => name === gap.username)!.before;
    const [after] = plan.changes.find(({ username: name }) => name === gap.username)!.after;
    const own = operation.members.find(({ username: name }) => name === gap.username)!.requests;
    assert.equal(own.length, 2);
    assert.deepEqual(back(own), [`${after} > ${before}`]);
    assert.deepEqual(back(own.slice(0, 1)), [`${after} > a+b`]);
    assert.deepEqual(back(own.slice(1)), [`${after} > `]);
  });
});

const levels = ['desktopAdvN', 'networkAnalystN', 'spatialAnalystN'];
const noExtensions = (sets: Readonly<Record<string, readonly string[]>>): TargetState => ({
  target: { kind: 'listing', itemId: proItem, title: 'Pro' },
  pools: levels.map(key => ({ key: entitlement(key), total: 9 })),
  holdings: new Map(
    Object.entries(sets).map(([name, set]) => [
      userKey(name),
      { username: username(name), entitlements: set.map(entitlement), offline: false },
    ]),
  ),
  complete: true,
});
const typesOf = (types: Readonly<Record<string, string>>): TargetState =>
  userTypesState(
    {
      items: Object.entries(types).map(([name, type]) => ({
        username: username(name),
        userType: userTypeId(type),
      })),
    },
    ['viewerUT', 'creatorUT', 'GISProfessionalAdvUT'].map(id => ({
      id: userTypeId(id),
      name: id,
      maximum: id === 'GISProfessionalAdvUT' ? 1 : 9,
    })),
  );

/** Ana's user type and set of Pro are both changed. */
function retyped(
  start: readonly TargetState[],
  type: string,
  set: readonly string[],
): { readonly portal: SimulatedPortal; readonly plan: MemberPlan } {
  const portal = new SimulatedPortal(start);
  const wish = { username: ana, reasons: [], priority: 0 };
  const plan = planOrganization({
    ...input(portal),
    id: 'p',
    wishes: [
      { ...wish, itemId: proItem, entitlements: set },
      { ...wish, itemId: userTypesTarget, entitlements: [type] },
    ],
    rules: {
      mode: 'exact',
      governed: [proItem, userTypesTarget],
      excluded: new Set(),
      protected: new Set(),
      quotas: [],
      allowGaps: false,
      notify: false,
    },
  });
  assert.equal(plan.changes.length, 2);
  return { portal, plan };
}

describe('undo and the rest of a change of user type and of what goes with it', () => {
  const lowered = (): ReturnType<typeof retyped> =>
    retyped(
      [noExtensions({ ana: ['networkAnalystN'] }), typesOf({ ana: 'GISProfessionalAdvUT', bo: 'viewerUT' })],
      'creatorUT',
      ['desktopAdvN', 'networkAnalystN'],
    );
  const raised = (): ReturnType<typeof retyped> =>
    retyped([noExtensions({}), typesOf({ ana: 'viewerUT', bo: 'viewerUT' })], 'creatorUT', ['desktopAdvN']);

  it('take both back, in the order that works', () => {
    for (const { portal, plan } of [lowered(), raised()]) {
      const start = portal.fingerprint();
      const back = planUndo(carriedOut(plan, portal), input(portal));
      assert.deepEqual(skips(back), []);
      assert.equal(back.requests[0]?.itemId, plan.requests.at(-1)?.itemId);
      for (const request of back.requests) portal.provision(request);
      assert.equal(portal.fingerprint(), start);
    }
  });

  it('take no level of Pro where the user type that brought one does not come back', () => {
    const { portal, plan } = lowered();
    const operation = carriedOut(plan, portal);
    portal.write(userTypesTarget, ['bo'], ['GISProfessionalAdvUT']);
    const back = planUndo(operation, input(portal));
    assert.deepEqual(changes(back), []);
    assert.deepEqual(
      new Set(skips(back).map(skip => JSON.stringify(skip))),
      new Set(['["ana","noSeat","GISProfessionalAdvUT"]', '["ana","dependent","User types"]']),
    );
  });

  it('lower no user type under a set of Pro that stays', () => {
    const { portal, plan } = raised();
    const operation = carriedOut(plan, portal);
    portal.write(proItem, [ana], ['desktopAdvN', 'networkAnalystN']);
    const back = planUndo(operation, input(portal));
    assert.deepEqual(changes(back), []);
    assert.deepEqual(skips(back), [
      [ana, 'changedSince', 'desktopAdvN', 'networkAnalystN'],
      [ana, 'dependent', 'Pro'],
    ]);
    // Also where it was somebody else who gave it before it was sent, or after the operation was cancelled.
    for (const outcome of ['done', 'notSent'] as const) {
      const other = raised();
      const one = carriedOut(other.plan, other.portal);
      const given: JournalOperation = {
        ...one,
        members: one.members.map(member =>
          member.itemId === proItem ? { ...member, outcome, requests: [] } : member,
        ),
      };
      assert.deepEqual(undoNeeds(given), {
        kind: 'members',
        itemIds: [userTypesTarget, proItem],
        usernames: [ana],
      });
      assert.deepEqual(skips(planUndo(given, input(other.portal))), [
        [ana, 'notSent', 'desktopAdvN'],
        [ana, 'dependent', 'Pro'],
      ]);
    }
  });

  it('take back their part of Pro where somebody else gave the user type, but for the level that an extension needs', () => {
    for (const { made, back, left } of [
      { made: raised, back: ['ana: desktopAdvN > '], left: [[ana, 'notSent', 'creatorUT']] },
      {
        made: lowered,
        back: [],
        left: [
          [ana, 'notSent', 'creatorUT'],
          [ana, 'dependent', 'User types'],
        ],
      },
    ]) {
      const { portal, plan } = made();
      const operation = carriedOut(plan, portal);
      const undo = planUndo(
        {
          ...operation,
          members: operation.members.map(member =>
            member.itemId === userTypesTarget ? { ...member, requests: [] } : member,
          ),
        },
        input(portal),
      );
      assert.deepEqual([changes(undo), skips(undo)], [back, left]);
    }
  });

  it('leave an extension that somebody else gave the level that it needs', () => {
    const { portal, plan } = raised();
    const operation = carriedOut(plan, portal);
    const both = ['desktopAdvN', 'spatialAnalystN'].map(entitlement);
    portal.write(proItem, [ana], both);
    const read: JournalOperation = {
      ...operation,
      members: operation.members.map(member =>
        member.itemId === proItem
          ? { ...member, outcome: 'notDone', result: { ...member.result!, outcome: 'notDone', actual: both } }
          : member,
      ),
    };
    assert.deepEqual(skips(planUndo(read, input(portal))), [
      [ana, 'incompatible', 'spatialAnalystN'],
      [ana, 'dependent', 'Pro'],
    ]);
  });

  it('plan the rest only as far as it goes together', () => {
    const { portal, plan } = retyped(
      [noExtensions({ ana: ['desktopAdvN'] }), typesOf({ ana: 'creatorUT', bo: 'viewerUT' })],
      'viewerUT',
      [],
    );
    const none = new Set(plan.requests.map(({ id }) => id));
    const operation = carriedOut(plan, portal, { unsent: none });
    portal.write(proItem, [ana], ['desktopAdvN', 'networkAnalystN']);
    const rest = planRest(operation, input(portal));
    assert.deepEqual(changes(rest), []);
    assert.deepEqual(
      skips(rest)
        .map(skip => (skip as string[])[1])
        .sort(),
      ['changedSince', 'dependent'],
    );
  });
});

describe('random operations among the changes of others', () => {
  it('are taken back in what they did themselves alone, and the rest is named', function () {
    this.timeout(60_000);
    const seen = { changes: 0, notSent: 0, notArrived: 0, changedSince: 0, dependent: 0, mixed: 0 };
    for (let seed = 1; seed <= 250; seed += 1) {
      const roll = diceOf(seed * 17);
      const { input: first, truth } = randomOrganization(seed, { members: 25, sound: true });
      const portal = new SimulatedPortal(truth);
      const plan = planOrganization({ ...first, id: 'p', targets: portal.read() });
      if (plan.changes.length === 0) continue;
      const disturb = (share: number): void => {
        for (const { itemId: id, username: name, after } of plan.changes) {
          if (roll(share) > 0) continue;
          const keys = truth.find(({ target }) => target.itemId === id)!.pools.map(({ key }) => key);
          const now = new Set<string>(portal.held(id, name));
          const one: string = pick(roll, keys);
          if (roll(3) === 0) portal.write(id, [name], after);
          else if (id === userTypesTarget || (isProLevel(one) && !now.has(one)))
            portal.write(
              id,
              [name],
              [...(id === userTypesTarget ? [] : [...now].filter(key => !isProLevel(key))), one],
            );
          else {
            if (!now.delete(one)) now.add(one);
            portal.write(id, [name], [...now]);
          }
        }
      };
      disturb(6);
      const { operation, effect } = carriedOutAmong(
        plan,
        portal,
        () => disturb(20),
        () => roll(12) === 0,
      );
      disturb(8);
      const back = planUndo(operation, { ...input(portal), allowGaps: first.rules.allowGaps });
      const did = (id: string, name: string, key: string): string | undefined =>
        effect.get(effectKey(id, name, key));
      const starts = new Map(
        plan.changes.map(change => [partKey(change.itemId, change.username), change.before]),
      );
      for (const { itemId: id, username: name, before, after } of back.changes) {
        const where = `seed ${seed}: ${name} of ${id}: ${before.join()} > ${after.join()}`;
        const [gone, come] = [
          before.filter(key => !after.includes(key)),
          after.filter(key => !before.includes(key)),
        ];
        assert.deepEqual(
          gone.filter(key => did(id, name, key) !== 'gave'),
          [],
          `${where} takes what it did not give`,
        );
        assert.deepEqual(
          come.filter(key => did(id, name, key) !== 'took'),
          [],
          `${where} gives what it did not take`,
        );
        const isStart = sameSet(starts.get(partKey(id, name)) ?? [], after);
        if (!isStart) seen.mixed += 1;
        if (!isStart && id === proItem && lacksProLevel(after) && !lacksProLevel(before)) {
          const [type = ''] = portal.held(userTypesTarget, name);
          assert.ok(includedProLevel(type), `${where} leaves extensions without a level`);
        }
      }
      seen.changes += back.changes.length;
      for (const { reason } of back.skipped) if (reason in seen) seen[reason as keyof typeof seen] += 1;
      // Whatever the operation did is taken back, or the member is named, but for who holds what was held before it.
      const told = new Set([...back.changes, ...back.skipped].map(one => partKey(one.itemId, one.username)));
      for (const { itemId: id, username: name, before } of plan.changes) {
        if (told.has(partKey(id, name)) || sameSet([...portal.held(id, name)], before)) continue;
        const own = [...effect.keys()].filter(at => at.startsWith(effectKey(id, name, '')));
        assert.deepEqual(own, [], `seed ${seed}: ${name} of ${id} is not told of`);
      }
      // The portal takes what is planned, request by request.
      for (const request of back.requests) portal.provision(request);
    }
    console.log('     ', seen);
    for (const [name, count] of Object.entries(seen)) assert.ok(count >= 10, `${name}: ${count}`);
  });
});
