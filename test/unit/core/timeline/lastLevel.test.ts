// Reductions of ArcGIS Pro leave nobody with extensions and no level (wire reference 9.2, 22.1: decision `extensionWithoutLevel`).
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isProLevel } from '../../../../src/core/catalog';
import { entitlement, itemId, userTypeId, username } from '../../../../src/core/ids';
import type { Holder, Member } from '../../../../src/core/model';
import { reductions } from '../../../../src/core/timeline/reductions';
import type { Reductions } from '../../../../src/core/timeline/reductions';
import { simulate } from '../../../../src/core/timeline/simulate';
import type { SimulationInput } from '../../../../src/core/timeline/simulationInput';

const now = Date.UTC(2026, 5, 22);
const pro = itemId('pro');

const holder = (name: string, keys: readonly string[], lastUsed?: number): Holder => ({
  username: username(name),
  entitlements: keys.map(entitlement),
  offline: false,
  ...(lastUsed === undefined ? {} : { lastUsed }),
});

const member = (name: string, userType: string): Member => ({
  username: username(name),
  fullName: name,
  role: 'org_user',
  userType: userTypeId(userType),
  provider: 'arcgis',
  disabled: false,
});

function inputOf(
  nums: Readonly<Record<string, number>>,
  holders: readonly Holder[],
  members: readonly Member[] | undefined,
  maxUsers = 100,
): SimulationInput {
  return {
    portalKind: 'online',
    now,
    timeZone: 'UTC',
    listings: [
      {
        itemId: pro,
        title: 'ArcGIS Pro',
        status: 'active',
        maxUsers,
        pools: Object.entries(nums).map(([key, num]) => ({ key: entitlement(key), num })),
        canDisconnect: true,
        hasListing: true,
      },
    ],
    holders: { [pro]: { items: holders } },
    ...(members === undefined ? {} : { members: { items: members } }),
  };
}

const takenOf = ({ changes }: Reductions): readonly (readonly [string, readonly string[]])[] =>
  changes.map(change => [change.username, [...change.entitlements].sort()]);

describe('timeline: the last level of ArcGIS Pro', () => {
  const both = ['desktopAdvN', 'networkAnalystN'];
  const seats = { desktopAdvN: 1, networkAnalystN: 9 };

  it('takes the extensions with it', () => {
    const found = reductions(
      simulate(inputOf(seats, [holder('a', both, 1), holder('b', both, 2)], undefined)),
    );
    assert.deepEqual(takenOf(found), [['a', both]]);
    const [given] = found.members[0]?.gives ?? [];
    assert.deepEqual(given?.alongside, ['networkAnalystN']);
    assert.equal(given.isAll, true);
    assert.deepEqual(given.for, ['entitlement/pro/desktopadvn']);
  });

  it('takes nothing along where the user type brings a level, or another one is left', () => {
    const own = reductions(
      simulate(
        inputOf(
          seats,
          [holder('a', both, 1), holder('b', both, 2)],
          [member('a', 'GISProfessionalAdvUT'), member('b', 'editorUT')],
        ),
      ),
    );
    assert.deepEqual(takenOf(own), [['a', ['desktopAdvN']]]);
    assert.deepEqual(own.members[0]?.gives[0]?.alongside, []);
    const two = [...both, 'desktopStdN'];
    const rest = reductions(
      simulate(inputOf({ ...seats, desktopStdN: 9 }, [holder('a', two, 1), holder('b', both, 2)], undefined)),
    );
    assert.deepEqual(takenOf(rest), [['a', ['desktopAdvN']]]);
  });

  it('lets those leave the product who lose their level, and what goes along serves what is short of it', () => {
    const all = [
      holder('extension', ['networkAnalystN'], 1),
      holder('level', both, 2),
      holder('busy', ['spatialAnalystN'], 3),
    ];
    const short = inputOf({ desktopAdvN: 0, networkAnalystN: 1, spatialAnalystN: 0 }, all, undefined, 2);
    const found = reductions(simulate(short));
    // One leaves the product with the level and the extension; the other two give back no more than is short.
    assert.deepEqual(takenOf(found), [
      ['level', both],
      ['busy', ['spatialAnalystN']],
    ]);
    assert.deepEqual(found.members[0]?.gives[0]?.alongside, []);
  });

  it('is never lost alone, over random holdings, and no larger set is needed for it', () => {
    const keys = ['desktopAdvN', 'desktopStdN', 'networkAnalystN', 'spatialAnalystN'];
    const person = fc.record({
      mask: fc.integer({ min: 1, max: 15 }),
      type: fc.constantFrom('editorUT', 'GISProfessionalBasicUT', undefined),
      lastUsed: fc.integer({ min: 1, max: 9 }),
    });
    let along = 0;
    fc.assert(
      fc.property(
        fc.array(person, { minLength: 1, maxLength: 9 }),
        fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 2, max: 12 }),
        (people, nums, maxUsers) => {
          const setOf = (mask: number): string[] => keys.filter((_, bit) => (mask >> bit) & 1);
          const holders = people.map(({ mask, lastUsed }, index) =>
            holder(`m${index}`, setOf(mask), lastUsed),
          );
          const members = people.flatMap(({ type }, index) =>
            type === undefined ? [] : [member(`m${index}`, type)],
          );
          const pools = Object.fromEntries(keys.map((key, index) => [key, nums[index] ?? 0]));
          const timeline = simulate(inputOf(pools, holders, members, maxUsers));
          const found = reductions(timeline);
          // Nothing of this hangs on levels: the set is as large as it is for a product without any.
          const renamed = simulate(
            inputOf(
              Object.fromEntries(keys.map((key, index) => [`x${key}`, nums[index] ?? 0])),
              holders.map(one => ({
                ...one,
                entitlements: one.entitlements.map(key => entitlement(`x${key}`)),
              })),
              undefined,
              maxUsers,
            ),
          );
          assert.deepEqual(
            found.members.map(one => one.username),
            reductions(renamed).members.map(one => one.username),
          );
          for (const change of found.changes) {
            const held = holders.find(one => one.username === change.username)?.entitlements ?? [];
            const rest = held.filter(key => !change.entitlements.includes(key));
            const type = members.find(one => one.username === change.username)?.userType;
            const isBare =
              !rest.some(isProLevel) && held.some(isProLevel) && type !== 'GISProfessionalBasicUT';
            assert.ok(!isBare || rest.length === 0, `${change.username} is left with ${rest.join()}`);
          }
          along += found.members.filter(one => one.gives.some(given => given.alongside.length > 0)).length;
          for (const subject of timeline.subjects) {
            const left = people.filter((_, index) => {
              const gone = found.changes.find(one => one.username === `m${index}`)?.entitlements ?? [];
              const rest = (holders[index]?.entitlements ?? []).filter(key => !gone.includes(key));
              return subject.entitlement === undefined ? rest.length > 0 : rest.includes(subject.entitlement);
            });
            assert.ok(left.length <= (subject.seats[0] ?? 0), subject.id);
          }
        },
      ),
      { numRuns: 300, seed: 20260622 },
    );
    assert.ok(along > 30, `only ${along} gave anything alongside`);
  });
});
