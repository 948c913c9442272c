// What a saved plan may do unasked: what the policy that it names asks for, worked out anew of that policy's text and of the portal as it is now.
import { isProLevel } from './catalog';
import { entitlementKey, userKey } from './ids';
import type { Username, UserTypeId } from './ids';
import { l10n } from './l10n';
import type { Removals } from './planDetails';
import { thresholdWords } from './planPolicyText';
import type { MemberPlan, TargetState } from './planTypes';
import { OrganizationSets } from './policy/orgMembers';
import { takenBy } from './policy/orgSets';
import { holdersOf } from './policy/planOrganization';
import type { Policy } from './policy/policyTypes';
import type { PolicyRules, PolicyWish, WishReason } from './policy/wishTypes';

/** A policy that is at hand, for a plan that names it. */
export interface PolicyAtHand {
  readonly policy: Pick<Policy, 'mode' | 'allowGaps' | 'removalThreshold' | 'removeDoubles'>;
  /** Resolved now; of a plan of what is due alone (`dueOnly`) those of `dueWishes`. */
  readonly wishes: readonly PolicyWish[];
  readonly rules: PolicyRules;
}

/** What a policy asks for now of the members of a plan. */
export interface AskedNow {
  /** From whom the plan takes what the policy does not, each once, in the plan's order. */
  readonly unasked: readonly Username[];
  /** The lines that ask for a change, or for what is skipped. */
  readonly reasons: (of: {
    readonly itemId: MemberPlan['changes'][number]['itemId'];
    readonly username: Username;
  }) => readonly WishReason[];
  readonly removals: Pick<Removals, 'holders' | 'threshold'>;
}

/**
 * Compares the plan with what its policy comes to now. What the plan takes and the policy does not, somebody has to be asked about: the plan is not the
 * policy's, or a role, a group, a roster or a day has changed since.
 * @param states of the plan's targets; those that the policy does not govern give no holders for its threshold
 */
export function askedNow(
  plan: Pick<MemberPlan, 'changes' | 'policy'>,
  { policy, wishes, rules }: PolicyAtHand,
  states: readonly TargetState[],
  currentType: (name: string) => UserTypeId | undefined,
): AskedNow {
  const ids = new Set<string>(rules.governed);
  const governed = states.filter(({ target }) => ids.has(target.itemId));
  const sets = new OrganizationSets({
    states: governed,
    wishes,
    rules,
    // Who is offline is as the plan saw it, or the plan is stale.
    offline: new Map(),
    currentType,
    wishesOnly: plan.policy?.dueOnly === true,
  });
  const kinds = new Map(states.map(({ target }) => [target.itemId, target.kind]));
  const unasked = new Map<string, Username>();
  for (const { itemId, username, before, after } of plan.changes) {
    const key = userKey(username);
    const wanted = sets.standing(itemId, key)?.after ?? before;
    if (takesUnasked(kinds.get(itemId) ?? 'listing', before, after, wanted)) unasked.set(key, username);
  }
  const threshold = limitsOf(policy.removalThreshold);
  return {
    unasked: [...unasked.values()],
    reasons: of => sets.reasons(of),
    removals: { holders: holdersOf(governed), ...(threshold && { threshold }) },
  };
}

/** Whether a change takes more than one to what is wanted. */
function takesUnasked(
  kind: TargetState['target']['kind'],
  before: readonly string[],
  after: readonly string[],
  wanted: readonly string[],
): boolean {
  const taken = takenBy(kind, before, after);
  if (taken.length === 0) return false;
  if (kind === 'userType') return after[0] !== wanted[0];
  const asked = new Set(takenBy(kind, before, wanted).map(entitlementKey));
  if (taken.some(name => !asked.has(entitlementKey(name)))) return true;
  // A level may go down, and not further than it is wanted to.
  return taken.some(isProLevel) && takenBy(kind, wanted.filter(isProLevel), after).length > 0;
}

const limitsOf = (limits: PolicyAtHand['policy']['removalThreshold']): Removals['threshold'] =>
  limits && {
    ...(limits.count !== undefined && { count: limits.count }),
    ...(limits.percent !== undefined && { percent: limits.percent }),
  };

/**
 * What a plan says of its policy, or does, and the policy rules out: sentences. Whom the policy protects loses nothing, not for a moment either, and
 * nothing is done to whom it excludes, whoever is asked.
 */
export function policyFaults(
  { policy: told, changes, targets, gaps = [] }: Pick<MemberPlan, 'policy' | 'changes' | 'targets' | 'gaps'>,
  { policy, rules }: PolicyAtHand,
): readonly string[] {
  if (told === undefined) return [];
  const faults: string[] = [];
  const words = (threshold: Removals['threshold']): string =>
    threshold === undefined ? l10n.t('none') : thresholdWords(threshold);
  const [limit, says] = [words(limitsOf(policy.removalThreshold)), words(told.removals.threshold)];
  if (limit !== says)
    faults.push(l10n.t('The removal threshold of the policy is {0}, and the file says {1}.', limit, says));
  // A plan of what is due takes what has ended and gives what has started, whatever the mode: what it takes is looked at by itself.
  if (told.dueOnly !== true && told.mode !== policy.mode)
    faults.push(l10n.t('The mode of the policy is {0}, and the file says {1}.', policy.mode, told.mode));
  // Where the policy does not say, whoever plans decides.
  if (policy.removeDoubles !== undefined && policy.removeDoubles.isOn !== (told.removesDoubles === true))
    faults.push(
      l10n.t(
        'The file says otherwise than the policy whether what comes with the user type as well is removed.',
      ),
    );
  if (!policy.allowGaps && gaps.length > 0)
    faults.push(l10n.t('The plan leaves members without something for a moment, and the policy does not.'));

  const kinds = new Map(targets.map(({ itemId, kind }) => [itemId, kind]));
  const reduced = [
    ...changes.filter(
      ({ itemId, before, after }) => takenBy(kinds.get(itemId) ?? 'listing', before, after).length > 0,
    ),
    ...gaps,
  ];
  const spared = namesOf(reduced, rules.protected);
  if (spared.length > 0)
    faults.push(
      l10n.t('The policy protects members from whom the plan takes something: {0}.', spared.join(', ')),
    );
  const excluded = namesOf(changes, rules.excluded);
  if (excluded.length > 0)
    faults.push(l10n.t('The policy excludes members whom the plan changes: {0}.', excluded.join(', ')));
  return faults;
}

/** Each once, as they are spelled first. */
function namesOf(
  of: readonly { readonly username: Username }[],
  among: ReadonlySet<string>,
): readonly Username[] {
  const names = new Map<string, Username>();
  for (const { username } of of) {
    const key = userKey(username);
    if (among.has(key) && !names.has(key)) names.set(key, username);
  }
  return [...names.values()];
}
