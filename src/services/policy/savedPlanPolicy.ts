// The policy that a saved plan names, read from where policies are kept, and what it comes to now.
import type { PortalId } from '../../core/ids';
import { isBlocking } from '../../core/files/fileProblem';
import { l10n } from '../../core/l10n';
import type { PortalConnection } from '../../core/model';
import type { MemberPlan } from '../../core/planTypes';
import { PortalError } from '../../core/problem';
import { dueWishes } from '../../core/policy/openDue';
import type { PolicyOrganization } from '../../core/policy/policyOrganization';
import { isSamePortal, portalInPolicy } from '../../core/policy/policyPortal';
import type { Policy } from '../../core/policy/policyTypes';
import { policyNeeds } from '../../core/policy/policyWalk';
import { readPolicy } from '../../core/policy/readPolicy';
import { resolvePolicy } from '../../core/policy/resolvePolicy';
import type { PolicyAtHand } from '../../core/savedPlanPolicy';
import { policyHash } from './policyHash';
import { readOrganization } from './readOrganization';
import type { PolicyReadingDeps } from './readOrganization';

/** A policy that was found by its hash. */
export interface FoundPolicy {
  readonly text: string;
  /** The text of a roster beside it. Throws where it cannot be read, with a reason for people. */
  readonly rosterText: PolicyReadingDeps['rosterText'];
}

/** A policy that a plan of this portal can have been made of. */
export interface NamedPolicy extends FoundPolicy {
  readonly policy: Policy;
}

/**
 * The policy with the hash that a plan names.
 * @param find what it gives is hashed once more
 * @returns undefined where there is none, or where it has errors, so that no plan was made of it
 * @throws PortalError `badInput` where it is for another portal: a plan of this one was not made of it
 */
export async function policyNamed(
  name: string,
  { policy: part }: Pick<MemberPlan, 'policy'>,
  connection: PortalConnection,
  find: ((hash: string) => Promise<FoundPolicy | undefined>) | undefined,
): Promise<NamedPolicy | undefined> {
  const hash = part?.hash;
  const found = hash === undefined ? undefined : await find?.(hash);
  if (found === undefined || policyHash(found.text) !== hash) return undefined;
  // The name only tells how strictly JSON is read, and a text that was planned once can be read.
  const { policy, problems } = readPolicy(found.text, 'policy.license-policy.jsonc');
  if (policy === undefined || isBlocking(problems)) return undefined;
  const portal = policy.portal?.text ?? '';
  if (!isSamePortal(portal, portalInPolicy(connection)))
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('{0} names a policy that is for {1}, and not for this portal. Plan anew.', name, portal),
    );
  return { ...found, policy };
}

/** All that the policy is compared with but who holds what. @throws AbortError when `signal` fires. */
export const organizationOf = (
  deps: Omit<PolicyReadingDeps, 'rosterText'>,
  portalId: PortalId,
  { policy, rosterText }: NamedPolicy,
  signal: AbortSignal | undefined,
): Promise<PolicyOrganization> =>
  readOrganization({ ...deps, rosterText }, portalId, policyNeeds(policy), signal);

/** What the policy comes to for a plan now, the way the plan was made. @param now ms epoch */
export function policyAtHand(
  { policy: written, text }: NamedPolicy,
  { policy: part }: Pick<MemberPlan, 'policy'>,
  organization: PolicyOrganization,
  now: number,
): PolicyAtHand {
  // Where the policy does not say, whoever planned decided.
  const policy =
    part?.removesDoubles === true && written.removeDoubles === undefined
      ? { ...written, removeDoubles: { ...written.at, isOn: true } }
      : written;
  const resolved = resolvePolicy(policy, organization, now, text);
  const { wishes, rules } = part?.dueOnly === true ? dueWishes(resolved, organization, () => true) : resolved;
  return { policy, wishes, rules };
}
