// What a plan to reclaim needs beside the lists: how old the accounts are, and whom the policies of the workspace protect.
import type { ReclaimFacts } from '../../core/idle/reclaim';
import type { PortalId } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { PortalConnection } from '../../core/model';
import { PortalError } from '../../core/problem';
import { checkPortal, isSamePortal, portalInPolicy } from '../../core/policy/policyPortal';
import type { Policy } from '../../core/policy/policyTypes';
import { policyNeeds } from '../../core/policy/policyWalk';
import { readPolicy } from '../../core/policy/readPolicy';
import { resolvePolicy } from '../../core/policy/resolvePolicy';
import type { Clock } from '../ports';
import { policyOf } from '../policy/planPolicy';
import type { PolicySource } from '../policy/policyStandings';
import { readOrganization, readRosters } from '../policy/readOrganization';
import type { PolicyReadingDeps } from '../policy/readOrganization';

interface Protecting {
  readonly source: PolicySource;
  /** With nothing but what says whom it protects. */
  readonly policy: Policy;
}

interface Deps extends Omit<PolicyReadingDeps, 'rosterText'> {
  readonly clock: Clock;
}

/**
 * Reads the members of the organization once, and whom the policies for this portal protect.
 * @param sources the policies of the workspace; those of other portals are left out
 * @throws PortalError `badInput` for a policy that names no portal, for one of this portal with errors, or one of which it is not known whom it protects: a plan could take from
 * them; `refused` where the members cannot be read; AbortError when the signal fires
 */
export async function readReclaimFacts(
  deps: Deps,
  connection: PortalConnection,
  sources: readonly PolicySource[],
  signal?: AbortSignal,
): Promise<ReclaimFacts> {
  const portalId: PortalId = connection.id;
  const protecting = sources.flatMap(source => protectingOf(source, connection));
  const needs = protecting.map(({ policy }) => policyNeeds(policy));
  const organization = await readOrganization(
    { ...deps, rosterText: () => Promise.reject(new Error()) },
    portalId,
    {
      groups: [...new Set(needs.flatMap(({ groups }) => groups))],
      rosters: [],
      roles: needs.some(({ roles }) => roles),
    },
    signal,
  );
  const { members } = organization;
  if (members.state === 'unread')
    throw new PortalError(
      { kind: 'refused' },
      l10n.t(
        'Without the members of the organization it is not known whose account is new. {0}',
        members.why,
      ),
    );
  const protectedBy = new Map<string, string>();
  for (const [index, { source, policy }] of protecting.entries()) {
    const rosters = await readRosters(source.rosterText, needs[index]?.rosters ?? []);
    const resolved = resolvePolicy(policy, { ...organization, rosters }, deps.clock.now(), source.text);
    const fault = resolved.problems.find(({ severity }) => severity === 'error');
    if (fault !== undefined)
      throw new PortalError(
        { kind: 'badInput' },
        l10n.t('Whom {0} protects is not known, so nothing is planned. {1}', source.name, fault.message),
      );
    for (const key of resolved.rules.protected) if (!protectedBy.has(key)) protectedBy.set(key, source.name);
  }
  return { members: members.value, protectedBy };
}

/** The policy where it is for this portal and protects somebody. */
function protectingOf(source: PolicySource, connection: PortalConnection): readonly Protecting[] {
  const named = readPolicy(source.text, source.name).policy?.portal?.text;
  if (named === undefined || checkPortal(named) !== 'fine')
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t(
        'Which portal {0} is for is not known, so nothing is planned: it may protect members. Set "portal" in it to an address.',
        source.name,
      ),
    );
  if (!isSamePortal(named, portalInPolicy(connection))) return [];
  const { policy } = policyOf(source);
  if (policy.protected === undefined) return [];
  // `exclude` and the grants say nothing of whom it protects, and would only have to be read.
  const only: { -readonly [Part in keyof Policy]: Policy[Part] } = { ...policy, targets: [] };
  delete only.exclude;
  delete only.userTypes;
  return [{ source, policy: only }];
}
