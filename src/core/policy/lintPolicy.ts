// What is to be said of a policy, with what a portal says: the check of the editor and of the shell.
import type { FileProblem } from '../files/fileProblem';
import { insideText, limited } from '../files/fileProblem';
import { excludedGrants, hidingSets, movingTypes, unknownMembers, unusedNames } from './lintPolicyNames';
import { lintLevels, lintPeriods, lintProtected } from './lintPolicyRules';
import { lintTimeZone } from './lintTimeZone';
import { lintQuotas, lintSeats } from './lintPolicySeats';
import type { PolicyOrganization } from './policyOrganization';
import type { Policy } from './policyTypes';
import type { ReadPolicy } from './readPolicy';
import { readPolicy } from './readPolicy';
import type { ResolvedPolicy } from './resolvePolicy';
import { resolvePolicy } from './resolvePolicy';

/**
 * What is found with an organization, the faults of resolving included: errors keep what they are about from being planned, warnings are worth a look
 * before a plan is made, and information is about the document itself. What could not be read of the organization is not judged.
 * @param now ms epoch
 */
export function lintPolicy(
  policy: Policy,
  organization: PolicyOrganization,
  now: number,
  resolved: ResolvedPolicy = resolvePolicy(policy, organization, now),
): readonly FileProblem[] {
  return [
    ...resolved.problems,
    ...unknownMembers(policy, organization),
    ...unusedNames(policy),
    ...hidingSets(policy, resolved),
    ...excludedGrants(policy, resolved, organization),
    ...movingTypes(policy, resolved, organization),
    ...lintPeriods(policy, resolved, organization, now),
    ...lintLevels(policy, resolved, organization),
    ...lintProtected(policy, resolved, organization),
    ...lintSeats(policy, resolved, organization),
    ...lintQuotas(resolved, organization),
  ].sort((a, b) => a.offset - b.offset);
}

export interface CheckedPolicy extends ReadPolicy {
  /** Present where the text is a policy and an organization was given. */
  readonly resolved?: ResolvedPolicy;
}

/**
 * Reads, resolves and checks the text of a policy. Without an organization it is checked for itself alone.
 * @param read where the text was read before
 * @returns problems by place, inside the text, at most 200 and one that says how many more
 */
export function checkPolicy(
  text: string,
  name: string,
  now: number,
  organization?: PolicyOrganization,
  read: ReadPolicy = readPolicy(text, name),
): CheckedPolicy {
  const { policy } = read;
  if (policy === undefined) return read;
  const resolved = organization && resolvePolicy(policy, organization, now, text);
  const found =
    organization === undefined || resolved === undefined
      ? unusedNames(policy)
      : lintPolicy(policy, organization, now, resolved);
  const zone = lintTimeZone(policy, text, organization?.timeZone);
  const problems = limited([...read.problems, ...zone, ...found])
    .map(one => ({ ...one, ...insideText(one, text.length) }))
    .sort((a, b) => a.offset - b.offset);
  return { ...read, problems, ...(resolved === undefined ? {} : { resolved }) };
}
