// Walks through the core of a schedule with rules of thumb: quick at any size, right always, shortest nearly always. scheduleSearch.ts finds the
// shortest where the core is small enough.
import { fewest, fewestOf, join, trim } from './scheduleCore';
import type { Core, Schedule, Step } from './scheduleCore';

/** Members of one group that shift the tight pools alike. */
interface Kind {
  readonly gains: readonly number[];
  readonly releases: readonly number[];
  readonly kept: number;
  readonly leaves: boolean;
  readonly isPinned: boolean;
  /** Members still to be sent, taken from the end. */
  readonly members: number[];
}

interface Crowd {
  readonly set: number;
  readonly kinds: Kind[];
  left: number;
}

interface Proposal {
  readonly crowd: Crowd;
  readonly take: readonly { readonly kind: Kind; readonly count: number }[];
  /** Keeps the group's number of requests at its minimum. */
  readonly whole: boolean;
  readonly score: number;
}

/** How a walk decides; each is tried until one needs no additional request. */
interface Manner {
  /** Take as many exchanges as fit, or as few as the minimum of requests allows. */
  readonly eager: boolean;
  /** How much a seat taken weighs against a seat given back. */
  readonly thrift: number;
  /** Noise in the choice, for another try at large problems. */
  readonly noise: number;
}

const manners: readonly Manner[] = [
  { eager: true, thrift: 1, noise: 0 },
  { eager: false, thrift: 1, noise: 0 },
  { eager: true, thrift: 3, noise: 0 },
  { eager: false, thrift: 3, noise: 0 },
  { eager: true, thrift: 0.3, noise: 0 },
  { eager: false, thrift: 0.3, noise: 0 },
  ...Array.from({ length: 10 }, (_, index) => ({
    eager: index % 2 === 0,
    thrift: 0.5 + (index % 3),
    noise: 4 + index * 2,
  })),
];

/** Work, in group proposals, after which no further manner is tried: keeps planning of 12,000 members under 300 ms. */
const patience = 25_000;

/** The best of several walks: fewest members left over, then fewest steps in between, then fewest requests. */
export function walkSchedule(core: Core): Schedule {
  const least = fewestOf(core);
  let best: Schedule | undefined;
  let bestRank = Infinity;
  let work = 0;
  for (const [index, manner] of manners.entries()) {
    const walk = new Walk(core, manner, index + 1);
    const found = walk.run();
    const between = found.steps.reduce((sum, step) => sum + step.between.length, 0);
    const rank = found.stuck.length * 1e9 + (between > 0 ? 1e6 : 0) + found.steps.length * 30 + between / 1e3;
    if (rank < bestRank) {
      best = found;
      bestRank = rank;
    }
    work += walk.work;
    if ((found.stuck.length === 0 && between === 0 && found.steps.length === least) || work > patience) break;
  }
  return best ?? { steps: [], stuck: [] };
}

class Walk {
  work = 0;
  readonly #core: Core;
  readonly #manner: Manner;
  readonly #batch: number;
  readonly #free: number[];
  readonly #demand: number[] = [];
  readonly #crowds: Crowd[];
  readonly #steps: Step[] = [];
  #seed: number;

  constructor(core: Core, manner: Manner, seed: number) {
    this.#core = core;
    this.#manner = manner;
    this.#batch = core.problem.batchSize;
    this.#free = [...core.free];
    this.#seed = seed;
    this.#crowds = core.groups.map(group => this.#crowd(group.set, group.moves));
  }

  run(): Schedule {
    for (;;) {
      const crowds = this.#crowds.filter(crowd => crowd.left > 0);
      if (crowds.length === 0) return { steps: trim(this.#core, join(this.#steps, this.#batch)), stuck: [] };
      let best: Proposal | undefined;
      for (const crowd of crowds) {
        const proposal = this.#propose(crowd);
        if (proposal && (!best || better(proposal, best))) best = proposal;
      }
      if (best) this.#send(best);
      else if (!this.#stepAside(crowds)) {
        // Others of their groups may go without them.
        const left = crowds.flatMap(crowd => crowd.kinds);
        const waiting = left.filter(kind => kind.gains.some(pool => (this.#free[pool] ?? 0) <= 0));
        const stuck = (waiting.some(kind => kind.members.length > 0) ? waiting : left).flatMap(
          kind => kind.members,
        );
        return { steps: this.#steps, stuck };
      }
    }
  }

  #crowd(set: number, moves: readonly number[]): Crowd {
    const kinds = new Map<string, Kind>();
    for (const index of [...moves].reverse()) {
      const move = this.#core.problem.moves[index];
      if (!move) continue;
      const gains = move.gains.filter(pool => this.#core.tight.has(pool));
      const releases = move.releases.filter(pool => this.#core.tight.has(pool));
      for (const pool of gains) this.#demand[pool] = (this.#demand[pool] ?? 0) + 1;
      const { kept, leaves, isPinned } = move;
      const key = `${gains.join()}|${releases.join()}|${kept}|${isPinned}`;
      const kind = kinds.get(key);
      if (kind) kind.members.push(index);
      else kinds.set(key, { gains, releases, kept, leaves, isPinned, members: [index] });
    }
    return { set, kinds: [...kinds.values()], left: moves.length };
  }

  /** A pool is tight as long as what is left of the plan wants more of it than is free. */
  #isTight(pool: number): boolean {
    return (this.#demand[pool] ?? 0) > (this.#free[pool] ?? 0);
  }

  #propose(crowd: Crowd): Proposal | undefined {
    this.work += 1;
    const least = crowd.left - this.#batch * (fewest(crowd.left, this.#batch) - 1);
    const givers: Kind[] = [];
    const neutral: Kind[] = [];
    const exchanges: Kind[] = [];
    const takers: Kind[] = [];
    for (const kind of crowd.kinds) {
      if (kind.members.length === 0) continue;
      const gives = kind.releases.some(pool => this.#isTight(pool));
      const takes = kind.gains.some(pool => this.#isTight(pool));
      (takes ? (gives ? exchanges : takers) : gives ? givers : neutral).push(kind);
    }
    exchanges.sort((a, b) => a.gains.length - a.releases.length - (b.gains.length - b.releases.length));
    const take: { kind: Kind; count: number }[] = [];
    const used: number[] = [];
    let size = 0;
    const put = (kinds: readonly Kind[], upTo: number): void => {
      for (const kind of kinds) {
        const taken = take.find(each => each.kind === kind);
        let room = Math.min(upTo - size, kind.members.length - (taken?.count ?? 0));
        for (const pool of kind.gains) {
          if (this.#isTight(pool)) room = Math.min(room, (this.#free[pool] ?? 0) - (used[pool] ?? 0));
        }
        if (room <= 0) continue;
        for (const pool of kind.gains) used[pool] = (used[pool] ?? 0) + room;
        size += room;
        if (taken) taken.count += room;
        else take.push({ kind, count: room });
      }
    };
    put(givers, this.#batch);
    if (this.#manner.eager) put(exchanges, this.#batch);
    put(neutral, this.#batch);
    put(exchanges, least);
    const helps = take.some(({ kind }) => kind.releases.some(pool => this.#isTight(pool)));
    put(takers, least);
    const whole = size >= least;
    // A part of a group that gives nothing back would cost a request and help nobody.
    if (size === 0 || (!whole && !helps)) return undefined;
    return { crowd, take, whole, score: this.#score(take) };
  }

  #score(take: readonly { readonly kind: Kind; readonly count: number }[]): number {
    let score = this.#manner.noise * this.#random();
    for (const { kind, count } of take) {
      for (const pool of kind.releases) if (this.#isTight(pool)) score += count * this.#want(pool);
      for (const pool of kind.gains) {
        if (this.#isTight(pool)) score -= count * this.#want(pool) * this.#manner.thrift;
      }
    }
    return score;
  }

  /** How sought-after a pool is: seats wanted per seat that is or will be free. */
  #want(pool: number): number {
    const coming = Math.max(0, this.#free[pool] ?? 0) + 1;
    return (this.#demand[pool] ?? 0) / coming;
  }

  #random(): number {
    // A linear congruential generator (Numerical Recipes): plans must come out the same every time.
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) >>> 0;
    return this.#seed / 2 ** 32;
  }

  #send({ crowd, take, whole }: Proposal): void {
    const splitFor = whole ? [] : this.#shortFor(crowd);
    const moves: number[] = [];
    for (const { kind, count } of take) {
      moves.push(...kind.members.splice(kind.members.length - count, count).reverse());
      for (const pool of kind.gains) this.#shift(pool, -count, -count);
      for (const pool of kind.releases) this.#shift(pool, count, 0);
    }
    crowd.left -= moves.length;
    this.#steps.push({ set: crowd.set, moves, between: [], splitFor });
  }

  #shift(pool: number, free: number, demand: number): void {
    this.#free[pool] = (this.#free[pool] ?? 0) + free;
    this.#demand[pool] = (this.#demand[pool] ?? 0) + demand;
  }

  /** Tight pools of which the rest of this group wants more seats than are free. */
  #shortFor(crowd: Crowd): number[] {
    const wanted = new Map<number, number>();
    for (const kind of crowd.kinds) {
      for (const pool of kind.gains) wanted.set(pool, (wanted.get(pool) ?? 0) + kind.members.length);
    }
    const short = [...wanted].filter(([pool, seats]) => seats > (this.#free[pool] ?? 0));
    return (short.length > 0 ? short : [...wanted]).map(([pool]) => pool);
  }

  /** Nothing can go: lets members give back early what they give back anyway, up to one request of them. False when nobody can. */
  #stepAside(crowds: readonly Crowd[]): boolean {
    if (!this.#core.problem.stepsAside) return false;
    const missing = this.#missing(crowds);
    const offers = new Map<number, { kind: Kind; worth: number }[]>();
    for (const crowd of crowds) {
      for (const kind of crowd.kinds) {
        if (kind.members.length === 0 || kind.isPinned || (kind.leaves && !this.#core.mayLeave)) continue;
        const worth = kind.releases.filter(pool => (missing[pool] ?? 0) > 0).length;
        if (worth === 0) continue;
        const offer = offers.get(kind.kept);
        if (offer) offer.push({ kind, worth });
        else offers.set(kind.kept, [{ kind, worth }]);
      }
    }
    let bestSet: number | undefined;
    let bestWorth = 0;
    for (const [set, offer] of offers) {
      offer.sort((a, b) => b.worth - a.worth);
      let room = this.#batch;
      let worth = 0;
      for (const { kind, worth: each } of offer) {
        const count = Math.min(room, kind.members.length);
        room -= count;
        worth += count * each;
      }
      if (worth > bestWorth) {
        bestSet = set;
        bestWorth = worth;
      }
    }
    const offer = bestSet === undefined ? undefined : offers.get(bestSet);
    if (bestSet === undefined || !offer) return false;
    const between: number[] = [];
    const splitFor = new Set<number>();
    for (const { kind } of offer) {
      const owed = Math.max(0, ...kind.releases.map(pool => missing[pool] ?? 0));
      const count = Math.min(this.#batch - between.length, kind.members.length, owed);
      if (count <= 0) continue;
      const members = kind.members.splice(kind.members.length - count, count);
      between.push(...[...members].reverse());
      for (const pool of kind.releases) {
        if ((missing[pool] ?? 0) > 0) splitFor.add(pool);
        missing[pool] = (missing[pool] ?? 0) - count;
        this.#shift(pool, count, 0);
      }
      // From now on they only take.
      const crowd = crowds.find(each => each.kinds.includes(kind));
      crowd?.kinds.push({ ...kind, releases: [], members });
    }
    this.#steps.push({ set: bestSet, moves: [], between, splitFor: [...splitFor] });
    return between.length > 0;
  }

  /** Seats of each tight pool that the rest of the plan wants and that are not free. */
  #missing(crowds: readonly Crowd[]): number[] {
    const missing: number[] = [];
    for (const crowd of crowds) {
      for (const kind of crowd.kinds) {
        for (const pool of kind.gains) missing[pool] = (missing[pool] ?? 0) + kind.members.length;
      }
    }
    return missing.map((seats, pool) => Math.max(0, seats - Math.max(0, this.#free[pool] ?? 0)));
  }
}

const better = (a: Proposal, b: Proposal): boolean =>
  a.whole !== b.whole ? a.whole : a.score !== b.score ? a.score > b.score : a.crowd.left > b.crowd.left;
