// Line 1 of issue 4 at the sample portal itself, under every alternative of its table of decisions: random organizations and policies are planned and
// applied as the extension does it, and the portal's own state is compared with what the policy says.
import assert from 'node:assert/strict';
import { chooseDecisions, decisions } from '../../../../src/samplePortal/decisions';
import type { DecisionId, Decisions } from '../../../../src/samplePortal/decisions';
import { diceOf, pick } from '../../core/policy/randomOrganization';
import { startBench } from '../bench';
import type { Bench } from '../bench';
import { checkedCase } from './decisionChecks';
import { cleared, sceneOf } from './decisionScene';
import type { Stage } from './decisionScene';

const casesEach = 30;
const day = 86_400_000;
const now = Date.UTC(2027, 0, 15, 9);

/** Asked for while a policy is planned and applied, and whatever the portal decides, everything that is planned comes about. */
const harmless = [
  'batch',
  'disconnectInPurchases',
  'disconnectedInfo',
  'expiredSeats',
  'expiryNone',
  'foreignListing',
  'includedPro',
  'licenseManagerInfoInResource',
  'noEntitlements',
  'provisionRefusal',
  'provisionedListingsSets',
  'purchasesPaging',
  'pythonQuotes',
  'revokedEntry',
  'texts',
  'userEntitlementsPaging',
  'userLicenseTypesPaging',
  'userTypePrivilege',
  'usernameCase',
] as const satisfies readonly DecisionId[];

/**
 * Whose other alternative refuses what no source says is refused, or does not say how many seats there are: whom the portal does not take is told as
 * not done, with its reason, and everybody else is as the policy says.
 */
const refusing = [
  'appBundleFields',
  'capacity',
  'expiredListing',
  'extensionWithoutLevel',
  'incompatibleUserType',
] as const satisfies readonly DecisionId[];

interface Row {
  cases: number;
  asked: number;
  changes: number;
  notDone: number;
}

interface Place {
  readonly bench: Bench;
  readonly stage: Stage;
}

describe('policies at the sample portal, under every alternative of the decisions table', () => {
  /** By what a portal does with levels of user types, which a client may remember of it. */
  const places = new Map<string, readonly Place[]>();
  const table = new Map<string, Row>();
  const asked = new Set<string>();
  let seed = 0;

  const rowOf = (id: DecisionId, alternative: string): Row => {
    const key = `${id}: ${alternative}`;
    const row = table.get(key) ?? { cases: 0, asked: 0, changes: 0, notDone: 0 };
    table.set(key, row);
    return row;
  };

  /** One random case. @returns whether there was anything to send */
  async function run(chosen: Partial<Decisions>): Promise<boolean> {
    seed += 1;
    const own = places.get(chosen.includedPro ?? 'hidden') ?? [];
    const { bench, stage } = own[seed % own.length] ?? assert.fail('no portal');
    const here = new Set<string>();
    const all = chooseDecisions(chosen);
    const value = new Proxy(all, {
      get: (target, name) => {
        here.add(String(name));
        return Reflect.get(target, name) as unknown;
      },
    });
    const scene = sceneOf(bench, stage, seed);
    bench.listing(stage.pro).endDate = 'expiredListing' in chosen ? bench.clock.now() - 1_000 * day : -1;
    Object.defineProperty(bench.sample.state, 'decisions', { value, configurable: true });
    bench.files.files.clear();
    try {
      const { plan, report } = await checkedCase(bench, scene, chosen, seed % 3 !== 0);
      for (const one of here) asked.add(one);
      if (plan.requests.length === 0) return false;
      const notDone = (report?.results ?? []).filter(({ outcome }) => outcome !== 'done').length;
      for (const id of [...harmless, ...refusing]) {
        const row = rowOf(id, all[id]);
        row.cases += 1;
        if (here.has(id)) row.asked += 1;
        row.changes += plan.changes.length;
        row.notDone += notDone;
      }
      return true;
    } catch (error) {
      throw new Error(`seed ${seed}, ${JSON.stringify(chosen)}: ${String(error)}`, { cause: error });
    } finally {
      bench.clock.advance(5 * 60_000);
    }
  }

  const others = (): Partial<Decisions> => {
    const roll = diceOf(seed + 1_000);
    return Object.fromEntries(harmless.map(id => [id, pick<string>(roll, decisions[id].alternatives)]));
  };
  const isShort = (): boolean =>
    harmless.some(id => decisions[id].alternatives.some(one => rowOf(id, one).cases < casesEach));

  before(async () => {
    for (const includedPro of decisions.includedPro.alternatives) {
      const own: Place[] = [];
      for (const flavor of ['online', 'enterprise'] as const) {
        const bench = await startBench({ flavor, scale: 'S', now, decisions: { includedPro } });
        own.push({ bench, stage: cleared(bench) });
      }
      places.set(includedPro, own);
    }
  });
  after(async () => {
    for (const { bench } of [...places.values()].flat()) await bench.close();
  });

  it('come about as they say under every mix of alternatives that refuses nothing', async () => {
    while (isShort()) await run(others());
    assert.equal(
      [...table.values()].some(row => row.notDone > 0),
      false,
    );
  }).timeout(120_000);

  for (const id of refusing)
    for (const alternative of decisions[id].alternatives)
      it(`leave undone what is refused under ${id}: ${alternative}, and nothing else`, async () => {
        for (let cases = 0; cases < casesEach;) {
          const chosen = { ...others(), [id]: alternative };
          if (await run(chosen)) cases += 1;
        }
      }).timeout(120_000);

  it('met every alternative, and no decision that is not named here', () => {
    console.log('      decision: alternative                        cases  asked  changes  not done');
    for (const [name, { cases, asked: met, changes, notDone }] of [...table].sort()) {
      const columns = [cases, met, changes, notDone].map((n, at) => String(n).padStart([7, 7, 9, 10][at]!));
      console.log(`      ${name.padEnd(43)}${columns.join('')}`);
      assert.ok(cases >= casesEach && met > 0, `${name}: ${cases} cases, asked for in ${met}`);
    }
    // So an alternative of any other decision changes nothing here.
    assert.deepEqual([...asked].sort(), [...harmless, ...refusing].sort());
  });
});
