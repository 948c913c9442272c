// From the text of a policy to a plan: reads the organization, resolves the policy against it, and plans what it asks for.
import { randomUUID } from 'node:crypto';
import { userKey } from '../../core/ids';
import type { PortalId, Username } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { MemberPlan } from '../../core/planTypes';
import { PortalError } from '../../core/problem';
import type { FileProblem } from '../../core/files/fileProblem';
import { isBlocking, lineAt } from '../../core/files/fileProblem';
import type { DueGrant } from '../../core/policy/dueGrants';
import { dueWishes } from '../../core/policy/openDue';
import { planOrganization } from '../../core/policy/planOrganization';
import type { PolicyOrganization } from '../../core/policy/policyOrganization';
import { isSamePortal, portalInPolicy } from '../../core/policy/policyPortal';
import type { Policy } from '../../core/policy/policyTypes';
import { policyNeeds } from '../../core/policy/policyWalk';
import { readPolicy } from '../../core/policy/readPolicy';
import { resolvePolicy } from '../../core/policy/resolvePolicy';
import type { ResolvedPolicy } from '../../core/policy/resolvePolicy';
import { userTypesTarget } from '../../core/policy/wishTypes';
import { policyHash } from './policyHash';
import { readHeld, readOrganization } from './readOrganization';
import type { PolicyReadingDeps } from './readOrganization';
import { readUserTypes } from './readUserTypes';

export interface PlannedPolicy {
  readonly policy: Policy;
  readonly organization: PolicyOrganization;
  readonly resolved: ResolvedPolicy;
  /** Of the text and of what it names; errors among those of `resolved` leave their targets out of the plan. */
  readonly problems: readonly FileProblem[];
  readonly plan: MemberPlan;
}

export interface PolicyDocument {
  /** Of the file, to tell JSON from JSONC, and for texts. */
  readonly name: string;
  readonly text: string;
}

/** The first errors, each with its line, for a refusal. */
function faultText({ name, text }: PolicyDocument, problems: readonly FileProblem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const shown = errors.slice(0, 3).map(one => l10n.t('line {0}: {1}', lineAt(text, one.offset), one.message));
  const more = errors.length - shown.length;
  return more > 0
    ? l10n.t('{0} cannot be planned: {1} {2} more errors.', name, shown.join(' '), more)
    : l10n.t('{0} cannot be planned: {1}', name, shown.join(' '));
}

/**
 * Reads the text of a policy for planning.
 * @throws PortalError `badInput` that names the first errors with their lines.
 */
export function policyOf(document: PolicyDocument): {
  readonly policy: Policy;
  readonly problems: readonly FileProblem[];
} {
  const { policy, problems } = readPolicy(document.text, document.name);
  if (policy === undefined || isBlocking(problems))
    throw new PortalError({ kind: 'badInput' }, faultText(document, problems));
  return { policy, problems };
}

/**
 * Plans a policy for a portal (issue 4, sections 1 to 4).
 * @throws PortalError `badInput` for a policy with errors, one that is for another portal, and one of which nothing can be planned; what else a read
 * of the organization throws; AbortError when `signal` fires.
 */
export async function planPolicy(
  deps: PolicyReadingDeps,
  portalId: PortalId,
  document: PolicyDocument,
  options: {
    readonly title: string;
    /** Counts where the policy says nothing of it. */
    readonly removeDoubles?: boolean;
    /** Plans only these of the starts and ends that are due by now, also where the policy's mode would not (issue 4, section 10). */
    readonly due?: (grant: DueGrant, member: Username) => boolean;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<PlannedPolicy> {
  const { signal } = options;
  const { policy: written, problems } = policyOf(document);
  const policy =
    options.removeDoubles === undefined || written.removeDoubles !== undefined
      ? written
      : { ...written, removeDoubles: { ...written.at, isOn: options.removeDoubles } };
  const connection = deps.connections.get(portalId);
  const named = policy.portal?.text ?? '';
  if (connection !== undefined && !isSamePortal(named, portalInPolicy(connection)))
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t(
        '{0} is for {1}, and this is {2}. A policy is planned for the portal it names and no other.',
        document.name,
        named,
        portalInPolicy(connection),
      ),
    );
  const read = await readOrganization(deps, portalId, policyNeeds(policy), signal);
  const now = (): number => deps.clock.now();
  const first = resolvePolicy(policy, read, now(), document.text);
  const wished = new Map<string, Username>(first.wishes.map(({ username }) => [userKey(username), username]));
  const itemIds = first.targets.map(({ itemId }) => itemId).filter(id => id !== userTypesTarget);
  const readAt = now();
  const { states, held } = await readHeld(deps, portalId, itemIds, [...wished.values()], signal);
  const organization = { ...read, held };
  // Once more with what is held: an entitlement may be in no pool and with a member.
  const resolved = resolvePolicy(policy, organization, now(), document.text);
  const all = [...problems, ...resolved.problems];
  if (resolved.rules.governed.length === 0) {
    if (isBlocking(all)) throw new PortalError({ kind: 'badInput' }, faultText(document, all));
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('{0} has no rule for any product or user type.', document.name),
    );
  }
  const due = options.due && dueWishes(resolved, organization, options.due);
  if (due?.wishes.length === 0)
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t(
        'Nothing of it is due that a plan could do: the portal is as the dates of {0} say by now, or no rule says which user type follows.',
        document.name,
      ),
    );
  const types =
    read.userTypes.state === 'known' ? [await readUserTypes(deps, portalId, read, states, signal)] : [];
  const { members } = read;
  const isKnown = members.state === 'known';
  const names = new Set(isKnown ? members.value.items.map(({ username }) => userKey(username)) : []);
  const isWhole = isKnown && members.value.partial === undefined;
  const plan = planOrganization({
    id: randomUUID(),
    portalId,
    title: options.title,
    createdAt: readAt,
    now: now(),
    targets: [...states, ...types],
    wishes: resolved.wishes,
    rules: resolved.rules,
    ...(due === undefined ? {} : { ...due, wishesOnly: true }),
    policyHash: policyHash(document.text),
    members: name => (names.has(userKey(name)) ? 'member' : isWhole ? 'notMember' : 'unknown'),
  });
  return { policy, organization, resolved, problems: all, plan };
}
