// One person and everything they hold: the rows of Find Member.
import { userTypeName } from '../catalog';
import { userKey } from '../ids';
import type { PortalId } from '../ids';
import type { Holder, Member } from '../model';
import type { Target } from '../planTypes';
import { isWritable, valueOf } from './treeModelBranch';
import { entitlementRows, holderRow } from './treeModelHolders';
import { emptyRow, failedRow, icons, line, loadingRow, row, withUniqueIds } from './treeModelRow';
import { nodeId } from './treeModelText';
import type { BranchNeed, LoadState, TreeNode, TreeState } from './treeModelTypes';

/** What was found out about one product. `idle`: not asked yet; a holder with an empty set holds nothing. */
export interface MemberProduct {
  readonly target: Target;
  readonly reading: LoadState<Holder>;
}

/** What is known of the person shown. */
export interface MemberState {
  readonly portalId: PortalId;
  readonly member: Member;
  /** Listings first, then bundles, then what the license assigns beside the purchases, in the order they are shown. */
  readonly products: readonly MemberProduct[];
  /** Lists of products that could not be read: what they would have held is not known. */
  readonly missing: readonly {
    readonly what: 'listings' | 'appBundles' | 'license';
    readonly need: BranchNeed;
  }[];
}

const rootOf = (member: MemberState): string =>
  nodeId(member.portalId, 'member', userKey(member.member.username));

/** Rows of the view: the person, the user type, what is held, what could not be read, and how far the reading is. */
export function memberRows(member: MemberState, state: TreeState): readonly TreeNode[] {
  const { words } = state;
  const id = rootOf(member);
  const { portalId } = member;
  const writable = isWritable(state, portalId);
  const nodes: TreeNode[] = [personRow(member, writable, state)];
  if (member.member.userType !== undefined) nodes.push(userTypeRow(member, writable, state));
  for (const { what, need } of member.missing) {
    const branch = state.peek(portalId, need.name, need.key);
    if (branch.state === 'failed') nodes.push(failedRow(id, words[what](), branch.problem, need, words));
  }
  let held = 0;
  let done = 0;
  for (const { target, reading } of member.products) {
    const holder = valueOf(reading);
    if (reading.state === 'failed') nodes.push(productFailed(member, target, reading.problem, state));
    if (reading.state === 'failed' || reading.state === 'ready') done += 1;
    if (holder && holder.entitlements.length > 0) {
      held += 1;
      nodes.push(productRow(member, target, holder, writable, state));
    }
  }
  if (done < member.products.length) {
    const progress = loadingRow(id, { portalId }, words);
    nodes.push({ ...progress, label: words.checkedSoFar(done, member.products.length) });
  } else if (held === 0 && member.missing.length === 0 && !nodes.some(node => node.kind === 'failed')) {
    nodes.push(emptyRow(id, words.holdsNothing(), { portalId }));
  }
  return withUniqueIds(nodes);
}

function typeName(member: MemberState, state: TreeState): string | undefined {
  const id = member.member.userType;
  if (id === undefined) return undefined;
  const types = valueOf(state.peek(member.portalId, 'userTypes'));
  return types?.find(type => type.id === id)?.name ?? userTypeName(id);
}

function personRow(
  { portalId, member, ...rest }: MemberState,
  writable: boolean,
  state: TreeState,
): TreeNode {
  const { words } = state;
  return row({
    id: rootOf({ portalId, member, ...rest }),
    kind: 'member',
    label: member.fullName.trim() === '' ? member.username : member.fullName,
    description: [member.username, member.disabled ? words.disabled() : undefined],
    tooltip: factsOf({ portalId, member, ...rest }, state).map(([name, value]) => ({ name, value })),
    icon: member.disabled ? icons.expired : icons.holder,
    flags: ['member', writable ? 'writable' : undefined],
    target: { portalId, username: member.username },
    lazy: true,
  });
}

function factsOf(member: MemberState, state: TreeState): readonly (readonly [string, string])[] {
  const { words } = state;
  const facts = member.member;
  const type = typeName(member, state);
  const all: readonly (readonly [string, string | undefined])[] = [
    [words.userName(), facts.username],
    [words.fullName(), facts.fullName],
    [words.email(), facts.email],
    [
      words.role(),
      facts.roleId === undefined || facts.roleId === facts.role
        ? facts.role
        : `${facts.role} (${facts.roleId})`,
    ],
    [
      words.userType(),
      type === undefined || type === facts.userType ? type : `${type} (${facts.userType ?? ''})`,
    ],
    [words.signInBy(), facts.provider],
    [
      words.lastSignIn(),
      facts.lastLogin !== undefined
        ? words.moment(facts.lastLogin)
        : facts.signInUnknown === true
          ? words.notKnown()
          : words.neverSignedIn(),
    ],
    [words.created(), facts.created === undefined ? undefined : words.moment(facts.created)],
    [words.disabledMember(), facts.disabled ? words.yes() : words.no()],
  ];
  return all.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value] as const],
  );
}

function userTypeRow(member: MemberState, writable: boolean, state: TreeState): TreeNode {
  const { words } = state;
  const { portalId } = member;
  const { userType, username } = member.member;
  const name = typeName(member, state) ?? '';
  return row({
    id: `${rootOf(member)}/userType`,
    kind: 'userType',
    label: name,
    description: [words.userType()],
    tooltip: [line(words.userType(), name), line(words.rawName(), userType)],
    icon: icons.userType,
    flags: ['userType', writable ? 'writable' : undefined],
    target: { portalId, username, ...(userType === undefined ? {} : { userType }) },
  });
}

const productId = (member: MemberState, target: Target): string =>
  `${rootOf(member)}/${nodeId(target.kind, target.itemId)}`;

function productRow(
  member: MemberState,
  target: Target,
  holder: Holder,
  writable: boolean,
  state: TreeState,
): TreeNode {
  const { portalId } = member;
  const { itemId } = target;
  if (target.kind === 'appBundle') {
    return row({
      id: productId(member, target),
      kind: 'bundleHolder',
      label: target.title,
      description: [state.words.appBundles()],
      tooltip: [line(state.words.name(), target.title), line(state.words.itemId(), itemId)],
      icon: icons.bundle,
      flags: ['bundleHolder', 'revocable', writable ? 'writable' : undefined],
      target: { portalId, itemId, targetKind: 'appBundle', username: holder.username },
    });
  }
  const shown = holderRow({ portalId, itemId, listId: productId(member, target), writable }, holder, state);
  // The same row as below a listing, under the listing's name instead of the person's.
  const named = row({
    id: productId(member, target),
    kind: 'holder',
    label: target.title,
    description: [shown.description],
    tooltip: [line(state.words.title(), target.title), ...shown.tooltip],
    icon: holder.offline ? shown.icon : icons.listing,
    flags: shown.flags.filter(flag => flag !== 'hasItem' && flag !== 'hasUser'),
    target: { portalId, itemId, targetKind: 'listing', username: holder.username },
    lazy: true,
    open: true,
  });
  return named;
}

function productFailed(
  member: MemberState,
  target: Target,
  problem: Extract<LoadState<Holder>, { state: 'failed' }>['problem'],
  state: TreeState,
): TreeNode {
  const { portalId } = member;
  const need: BranchNeed = {
    portalId,
    name: target.kind === 'listing' ? 'holders' : 'bundleHolders',
    key: target.itemId,
  };
  const failed = failedRow(
    productId(member, target),
    state.words.holdingOf(target.title),
    problem,
    need,
    state.words,
  );
  // Read again for this person alone, not for the whole list.
  const { username } = member.member;
  const { kind, itemId } = target;
  // A user type is a fact of the member, and no product whose holders are read.
  return {
    ...failed,
    target: { portalId, itemId, ...(kind === 'userType' ? {} : { targetKind: kind }), username },
  };
}

/** Rows below a row of the view: the facts of the person, the entitlements of a product. */
export function memberChildren(node: TreeNode, member: MemberState, state: TreeState): readonly TreeNode[] {
  const { portalId, itemId } = node.target;
  if (node.kind === 'member') {
    return factsOf(member, state).map(([name, value], index) =>
      row({
        id: `${node.id}/fact/${index}`,
        kind: 'fact',
        label: name,
        description: [value],
        tooltip: [{ name, value }],
        icon: icons.info,
        flags: ['fact'],
        target: { portalId, username: member.member.username },
      }),
    );
  }
  if (node.kind !== 'holder') return [];
  const product = member.products.find(({ target }) => target.kind === 'listing' && target.itemId === itemId);
  const holder = product && valueOf(product.reading);
  if (!holder) return [];
  return entitlementRows(
    { id: node.id, target: node.target, writable: isWritable(state, portalId) },
    holder,
    state,
  );
}
