// A saved plan with all that it says worked out anew, of its own changes and of the portal as it was just read: nothing in the head of a file is believed.
import { includedProLevel, isProExtension, isProLevel } from './catalog';
import { userKey, userTypeId } from './ids';
import type { Username, UserTypeId } from './ids';
import { withIncludedAfter } from './includedAfter';
import { l10n } from './l10n';
import { ledgerRows } from './ledger';
import type { PolicyPart, Removals } from './planDetails';
import { estimateOf } from './planEstimate';
import { membersLosing } from './planPolicyText';
import type { MemberChange, MemberPlan, TargetState } from './planTypes';
import { warningsFor } from './planWarnings';
import { doublesOf } from './policy/orgDoubles';
import { holdersOf, isOverThreshold } from './policy/planOrganization';
import { userTypesTarget } from './policy/wishTypes';
import { withNeeds } from './savedPlanOrder';
import type { OrderSeats } from './savedPlanOrder';
import { askedNow, policyFaults } from './savedPlanPolicy';
import type { AskedNow, PolicyAtHand } from './savedPlanPolicy';
import { SeatPools } from './seatPools';

/** What a saved plan is checked against. */
export interface CheckedAgainst {
  /** Of every target of the plan, as just read. */
  readonly states: readonly TargetState[];
  /** The user type of a member now. */
  readonly userTypes: (name: string) => UserTypeId | undefined;
  /** Epoch ms. */
  readonly now: number;
  /** The policy with the hash that the plan names; absent where it was not found. */
  readonly policy?: PolicyAtHand;
  /** The plan is shown, with the titles of the portal, before anybody is asked: one of the file that is another by now deceives nobody. */
  readonly isShown?: boolean;
}

export interface CheckedPlan {
  readonly plan: MemberPlan;
  /** What the file says of its targets and its policy, and what is not so: sentences; with any, the plan must not be applied. */
  readonly faults: readonly string[];
}

/**
 * The plan to show, to ask about and to apply. Its changes, skips and requests are the file's; titles and kinds, seats, warnings, what comes with a user
 * type, the estimate and how many of how many lose something are those of now; a request waits for what the seats of now ask for as well.
 *
 * Whom is trusted with what (issue 4, sections 3 and 9): a file of a plan may be written by anybody, so it decides nothing but what is sent to members
 * that are as it saw them, and everything that it takes has to be agreed to. The shell's `--confirm` says that the file is the one that was reviewed, and
 * not that it is what a policy asks for. Takings pass without a question of their own only by the policy that the file names, read from where policies
 * are kept: its mode and threshold have to be those that the file says; who is protected or excluded is left alone, whoever is asked; and a taking that
 * the policy does not ask for now has somebody asked (`unasked`). The hash may be that of any other text, and that is no way around: only what that
 * text asks for itself, at this portal, goes unasked. Where no text with the hash is at hand, or the plan names none, nothing of this is known, whatever
 * the file says: then every plan that takes something has somebody asked (`thresholdUnknown`).
 */
export function checkedPlan(given: MemberPlan, against: CheckedAgainst): CheckedPlan {
  const { states, userTypes, now, policy } = against;
  const byId = new Map(states.map(state => [state.target.itemId, state]));
  const types = new Map<string, UserTypeId>();
  for (const { itemId, username, after } of given.changes)
    if (itemId === userTypesTarget && after[0] !== undefined)
      types.set(userKey(username), userTypeId(after[0]));
  const finalType = (name: Username): UserTypeId | undefined => types.get(userKey(name)) ?? userTypes(name);

  const changes = changesNow(given.changes, byId, types);
  const pools = new Map<string, SeatPools>();
  const ofTarget = (itemId: string): readonly MemberChange[] =>
    changes.filter(change => change.itemId === itemId);
  for (const { target } of states) {
    const state = byId.get(target.itemId);
    if (state) pools.set(target.itemId, new SeatPools(state, ofTarget(target.itemId)));
  }
  const seatsOf = (itemId: string): OrderSeats => {
    const seats = pools.get(itemId);
    return seats === undefined
      ? { seats: { shift: () => ({ gains: [], releases: [] }) }, free: [] }
      : { seats, free: seats.pools.map((_, pool) => seats.free(pool)) };
  };
  const requests = withNeeds({ changes, requests: given.requests }, seatsOf);
  const told = states.flatMap(state => {
    const { itemId } = state.target;
    if (state.unavailable !== undefined) return [];
    const own = ofTarget(itemId);
    const ledger = ledgerRows(
      state,
      own,
      pools.get(itemId),
      requests.filter(request => request.itemId === itemId),
    );
    return [{ ledger, warnings: warningsFor(state, own, ledger, now, withoutLevel(own, finalType)) }];
  });
  const plan: MemberPlan = {
    ...given,
    targets: given.targets.map(target => {
      const state = byId.get(target.itemId);
      return state === undefined || state.unavailable !== undefined ? target : state.target;
    }),
    changes,
    requests,
    ledger: told.flatMap(each => each.ledger),
    warnings: told.flatMap(each => each.warnings),
    estimate: estimateOf(requests),
  };
  const asks = membersLosing(plan).length > 0 && policy === undefined;
  const asked = policy && askedNow(plan, policy, states, userTypes);
  return {
    plan: {
      ...plan,
      ...(asked && {
        changes: changes.map(change => ({ ...change, reasons: asked.reasons(change) })),
        skipped: given.skipped.map(skip => ({ ...skip, reasons: asked.reasons(skip) })),
      }),
      ...(given.policy && { policy: policyNow(plan, given.policy, states, asked, finalType) }),
      ...(asks && { thresholdUnknown: true as const }),
      ...(asked && asked.unasked.length > 0 && { unasked: asked.unasked }),
    },
    faults: [
      ...targetFaults(given, byId, against.isShown === true),
      ...spellingFaults(given, byId),
      // Of what the plan takes by the kinds of the portal, and not of the file.
      ...(policy === undefined ? [] : policyFaults(plan, policy)),
    ],
  };
}

function changesNow(
  changes: readonly MemberChange[],
  states: ReadonlyMap<string, TargetState>,
  types: ReadonlyMap<string, UserTypeId>,
): readonly MemberChange[] {
  return changes.flatMap(({ itemId, username, before, after, reasons }) => {
    const state = states.get(itemId);
    const included = state?.included?.get(userKey(username));
    const now: MemberChange = {
      itemId,
      username,
      before,
      after,
      ...(included && { included }),
      ...(reasons && { reasons }),
    };
    return state === undefined ? [now] : withIncludedAfter(state, [now], types);
  });
}

/** Who would hold extensions of Pro and no level of it, and did not before. */
function withoutLevel(
  changes: readonly MemberChange[],
  finalType: (name: Username) => UserTypeId | undefined,
): readonly Username[] {
  const lacks = (set: readonly string[]): boolean => set.some(isProExtension) && !set.some(isProLevel);
  return changes.flatMap(({ username, before, after, included }) => {
    if (included !== undefined || !lacks(after) || lacks(before)) return [];
    const type = finalType(username);
    return type === undefined || includedProLevel(type) === undefined ? [username] : [];
  });
}

function policyNow(
  plan: MemberPlan,
  given: PolicyPart,
  states: readonly TargetState[],
  asked: AskedNow | undefined,
  finalType: (name: Username) => UserTypeId | undefined,
): PolicyPart {
  const { mode, hash, unchanged, dueOnly, removesDoubles } = given;
  const { holders, threshold } = asked?.removals ?? {
    holders: holdersOf(states),
    threshold: given.removals.threshold,
  };
  const removals: Removals = {
    members: membersLosing(plan).length,
    holders,
    ...(threshold && { threshold }),
  };
  return {
    mode,
    ...(hash !== undefined && { hash }),
    unchanged,
    removals,
    ...(isOverThreshold(removals) && { overThreshold: true as const }),
    ...(dueOnly && { dueOnly }),
    ...(removesDoubles && { removesDoubles }),
    doubles: doublesOf(states, plan, finalType),
    notAllListed:
      mode === 'addOnly' ? [] : states.filter(state => !state.complete).map(({ target }) => target.itemId),
  };
}

function targetFaults(
  { targets }: MemberPlan,
  states: ReadonlyMap<string, TargetState>,
  isShown: boolean,
): readonly string[] {
  return targets.flatMap(({ itemId, kind, title }) => {
    const state = states.get(itemId);
    if (state === undefined || state.unavailable !== undefined) return [];
    const { target } = state;
    if (target.kind !== kind)
      return [l10n.t('{0} is of the kind “{1}”, and the file says “{2}”.', target.title, target.kind, kind)];
    // The title of the user types is ours, in the language of whoever saved the plan.
    if (isShown || kind === 'userType' || target.title === title) return [];
    return [l10n.t('{0} is called “{1}”, and the file says “{2}”.', itemId, target.title, title)];
  });
}

/** A portal may pass over a name in another case and take what is held for it: everything that is sent is spelled as the portal spells it. */
function spellingFaults(
  { requests }: MemberPlan,
  states: ReadonlyMap<string, TargetState>,
): readonly string[] {
  const spelled = new Map<string, ReadonlySet<string>>();
  const faults = new Set<string>();
  for (const { itemId, entitlements } of requests) {
    const state = states.get(itemId);
    if (state === undefined || state.unavailable !== undefined) continue;
    const known = spelled.get(itemId) ?? spellingsOf(state);
    spelled.set(itemId, known);
    const { title } = state.target;
    for (const name of entitlements)
      if (!known.has(name)) faults.add(l10n.t('{0} has nothing that is spelled “{1}”.', title, name));
  }
  return [...faults];
}

function spellingsOf({ pools, holdings }: TargetState): ReadonlySet<string> {
  const names = new Set<string>(pools.map(({ key }) => key));
  for (const { entitlements } of holdings.values()) for (const name of entitlements) names.add(name);
  return names;
}
