// The plan that adds one entitlement to every member of a large organization, from holdings that are already read.
import { entitlement, itemId, portalId, userKey, username } from '../../../src/core/ids';
import { planMembers } from '../../../src/core/plan';
import type { DesiredChange, Holding, TargetState } from '../../../src/core/planTypes';
import type { BenchCase, CaseResult } from '../benchTypes';
import { inTurn, median } from '../measure';
import { pythonAddRequests, pythonAddWords } from '../pythonWay';
import { figure, growth, sizesOf } from './ground';

const listing = itemId('bench');
const keys = Array.from({ length: 40 }, (_, index) => entitlement(`entitlement${index}N`));
/** What members hold: so many different sets, the first entitlement in none of them. */
const distinctSets = 120;
const sets = Array.from({ length: distinctSets }, (_, set) =>
  keys.filter((_, index) => index > 0 && (set * 31 + index * 17) % 7 === 0),
);

interface Wish {
  readonly target: TargetState;
  readonly changes: readonly DesiredChange[];
  /** The fewest requests that can be: 25 members of one resulting set each. */
  readonly fewest: number;
}

function wishFor(members: number): Wish {
  const names = Array.from({ length: members }, (_, index) => username(`member.number${index}`));
  const holdings = new Map<string, Holding>();
  const sizes = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const held = sets[index % distinctSets] ?? [];
    if (held.length > 0) holdings.set(userKey(name), { username: name, entitlements: held, offline: false });
    sizes.set(held.join(), (sizes.get(held.join()) ?? 0) + 1);
  }
  return {
    target: {
      target: { kind: 'listing', itemId: listing, title: 'Bench' },
      pools: keys.map(key => ({ key, total: members })),
      maxUsers: members,
      holdings,
      complete: true,
    },
    changes: names.map((name): DesiredChange => ({
      itemId: listing,
      username: name,
      mode: 'add',
      entitlements: [keys[0] ?? entitlement('x')],
    })),
    fewest: [...sizes.values()].reduce((sum, size) => sum + Math.ceil(size / 25), 0),
  };
}

function planned({ target, changes }: Wish): { ms: number; requests: number; changes: number } {
  const started = performance.now();
  const plan = planMembers({
    id: 'bench',
    portalId: portalId('bench'),
    title: '',
    createdAt: 0,
    targets: [target],
    changes,
    suppressCustomerEmail: true,
  });
  return { ms: performance.now() - started, requests: plan.requests.length, changes: plan.changes.length };
}

export const plan: BenchCase = {
  name: 'plan',
  title: 'The plan that adds one entitlement to every member',
  async run(bench): Promise<CaseResult> {
    const [small, large] = sizesOf(bench);
    const [tenth, whole] = [wishFor(small), wishFor(large)];
    const times = await inTurn(bench.sizes.tries, {
      tenth: () => Promise.resolve(planned(tenth).ms),
      whole: () => Promise.resolve(planned(whole).ms),
    });
    const made = planned(whole);
    if (made.changes !== large) throw new Error(`Planned ${made.changes} changes instead of ${large}.`);
    return {
      figures: [
        figure('product', 'planned: requests in a safe order', large, times.whole),
        figure('product', 'a tenth of it', small, times.tenth),
        figure('product', 'requests of the plan', large, [made.requests], { unit: 'requests' }),
        figure('limit', 'fewest requests: 25 members of one resulting set', large, [whole.fewest], {
          unit: 'requests',
        }),
        figure(
          'python',
          `${pythonAddWords}, where the list comes in one answer`,
          large,
          [pythonAddRequests(large, 'whole')],
          { unit: 'requests', scaledFrom: 'reckoned: two per member, as counted in bulkAdd' },
        ),
        figure(
          'python',
          `${pythonAddWords}, where the list comes in pages of 100`,
          large,
          [pythonAddRequests(large, 'pages')],
          { unit: 'requests', scaledFrom: 'reckoned: every page and one POST per member' },
        ),
      ],
      verdicts: [
        {
          what: `plan for ${large} members`,
          basis: 'median',
          value: median(times.whole),
          sense: 'atMost',
          bound: 1000,
          unit: 'ms',
        },
        {
          what: 'requests of the plan over the fewest',
          basis: 'counted',
          value: made.requests / whole.fewest,
          sense: 'atMost',
          bound: 1,
          unit: '×',
        },
        growth('plan', times.tenth, times.whole),
      ],
    };
  },
};
