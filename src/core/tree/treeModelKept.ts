// What was read in an earlier session and is shown until it is read anew: always with its age. And of which times the rows of a list are.
import type { PortalId } from '../ids';
import type { Holder, Listed } from '../model';
import { readTimesMeaning, readTimesText } from '../readTimes';
import { valueOf } from './treeModelBranch';
import { icons, row } from './treeModelRow';
import type { LoadState, NodeTarget, TreeBranchName, TreeNode, TreeState } from './treeModelTypes';

/** When a branch was read, where it is shown from an earlier session. */
export const keptAt = (branch: LoadState<unknown>): number | undefined =>
  branch.state !== 'idle' && branch.kept === true ? branch.readAt : undefined;

/** "kept, read 3 hours ago" for a row that is made of this branch; undefined where it was read in this session. */
export function keptText(branch: LoadState<unknown>, { words, now }: TreeState): string | undefined {
  const at = keptAt(branch);
  return at === undefined ? undefined : words.keptFrom(at, now);
}

/** Of which times the rows of a list are, where they are not all of one. */
export function timesOf(branch: LoadState<Listed<Holder>>): string | undefined {
  const value = valueOf(branch);
  return value === undefined || branch.state === 'idle' || branch.readAt === undefined
    ? undefined
    : readTimesText(value, branch.readAt);
}

/** The same explained, as a line of a tooltip. */
export function timesMeaning(branch: LoadState<Listed<Holder>>): { readonly value: string } | undefined {
  const value = valueOf(branch);
  const text = value && readTimesMeaning(value);
  return text === undefined ? undefined : { value: text };
}

const ofPortal: readonly TreeBranchName[] = [
  'organization',
  'listings',
  'license',
  'userTypes',
  'appBundles',
  'systemLicenses',
];

/** As {@link keptText} for the rows right below a portal, by the oldest of what they are made of. */
export function portalKeptText(portalId: PortalId, state: TreeState): string | undefined {
  const times = ofPortal.flatMap(name => keptAt(state.peek(portalId, name)) ?? []);
  return times.length === 0 ? undefined : state.words.keptFrom(Math.min(...times), state.now);
}

/** The first row of a list that is shown from an earlier session. */
export function keptRow(
  listId: string,
  branch: LoadState<unknown>,
  target: NodeTarget,
  state: TreeState,
): TreeNode | undefined {
  const label = keptText(branch, state);
  if (label === undefined) return undefined;
  return row({
    id: `${listId}/kept`,
    kind: 'partial',
    label,
    tooltip: [{ value: label }, { value: state.words.keptMeans() }],
    icon: icons.idle,
    flags: ['partial'],
    target: { portalId: target.portalId },
  });
}
