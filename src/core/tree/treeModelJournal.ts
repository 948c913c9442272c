// The group of a portal's journal: its operations, the newest first, and what each did to whom (issue 4, section 6).
import { userTypeName } from '../catalog';
import type { Entitlement, PortalId } from '../ids';
import type { JournalMember, JournalOperation } from '../journalOperations';
import { setWords } from '../planWords';
import type { ImportPlan, MemberPlan, OperationPlan } from '../planTypes';
import { userTypesTarget } from '../policy/wishTypes';
import { restOf } from '../resume';
import { restoredBy } from '../undo';
import { isWritable, valueOf } from './treeModelBranch';
import { emptyRow, icons, line, loadingRow, loadMoreRow, row, withUniqueIds } from './treeModelRow';
import { nodeId } from './treeModelText';
import type { Children, JournalShown, NodeIcon, TreeNode, TreeState } from './treeModelTypes';
import type { TreeWords } from './treeModelWords';

const groupId = (portalId: PortalId): string => nodeId(portalId, 'journal');

/** The group; nothing is read before it is opened. */
export function journalGroup(portalId: PortalId, { words }: TreeState): TreeNode {
  return row({
    id: groupId(portalId),
    kind: 'journal',
    label: words.journal(),
    tooltip: [{ value: words.journalMeans() }],
    icon: icons.journal,
    flags: ['group', 'journal'],
    target: { portalId, ofJournal: true },
    lazy: true,
  });
}

/** The operations that were read, Load More where there are older ones, and what of the journal cannot be read. */
export function journalChildren(node: TreeNode, state: TreeState): Children {
  const { portalId } = node.target;
  const { words } = state;
  const branch = state.journal?.(portalId) ?? { state: 'idle' };
  const journal = valueOf(branch);
  const nodes: TreeNode[] = [];
  if (branch.state === 'failed') nodes.push(unreadRow(portalId, branch.problem.message, words));
  else if (journal === undefined) nodes.push(loadingRow(node.id, node.target, words));
  if (journal !== undefined) {
    nodes.push(...journal.operations.map(operation => operationRow(portalId, operation, journal, state)));
    if (journal.damaged > 0) nodes.push(damagedRow(portalId, journal.damaged, words));
    const shown = journal.operations.length;
    if (journal.older)
      nodes.push(
        loadMoreRow(
          node.id,
          shown,
          Math.max(shown, journal.plans ?? shown),
          journal.plans === undefined,
          node.target,
          words,
        ),
      );
    else if (nodes.length === 0) nodes.push(emptyRow(node.id, words.nothingApplied(), node.target));
  }
  return { nodes: withUniqueIds(nodes), needs: [], journal: portalId };
}

function unreadRow(portalId: PortalId, message: string, words: TreeWords): TreeNode {
  return row({
    id: `${groupId(portalId)}/failed`,
    kind: 'failed',
    label: words.couldNotRead(words.theJournal()),
    description: [message],
    icon: icons.failed,
    flags: ['failed', 'retry'],
    target: { portalId, ofJournal: true },
    action: 'retry',
  });
}

function damagedRow(portalId: PortalId, files: number, words: TreeWords): TreeNode {
  return row({
    id: `${groupId(portalId)}/damaged`,
    kind: 'partial',
    label: words.journalDamaged(files),
    tooltip: [{ value: words.journalDamagedMeans() }],
    icon: icons.partial,
    flags: ['partial', 'journal'],
    target: { portalId, ofJournal: true },
  });
}

/** How an operation ended: in words, and as an icon that says the same. */
function endOf(
  { members, finished, outcome }: JournalOperation,
  isBusy: boolean,
  words: TreeWords,
): { readonly text: string; readonly icon: NodeIcon } {
  const done = members.filter(member => member.outcome === 'done').length;
  const some = words.operationSome(done, members.length);
  if (finished === undefined)
    return isBusy
      ? { text: words.operationRunning(), icon: icons.loading }
      : { text: `${words.operationInterrupted()}, ${some}`, icon: icons.interrupted };
  if (outcome === 'done') return { text: words.operationDone(), icon: icons.done };
  const text =
    members.length > 1 ? some : outcome === 'unknown' ? words.outcomeUnknown() : words.outcomeNotDone();
  const icon = outcome === 'unknown' ? icons.unknown : done > 0 ? icons.partial : icons.failed;
  return { text: finished.report.cancelled ? `${words.operationCancelled()}, ${text}` : text, icon };
}

function operationRow(
  portalId: PortalId,
  operation: JournalOperation,
  journal: JournalShown,
  state: TreeState,
): TreeNode {
  const { words } = state;
  const { planned, finished, requests, members } = operation;
  const { plan } = planned;
  const { text, icon } = endOf(operation, journal.busy, words);
  const writable = isWritable(state, portalId);
  const isOver = finished !== undefined || !journal.busy;
  const isFormer = journal.former?.has(planned) === true;
  return row({
    id: nodeId(portalId, 'journal', planned.planId, String(planned.at)),
    kind: 'operation',
    label: plan.title,
    description: [
      words.minute(planned.at),
      text,
      words.by(planned.by),
      isFormer ? words.operationFormer() : undefined,
    ],
    tooltip: [
      line(words.operation(), plan.title),
      line(words.begun(), words.moment(planned.at)),
      line(words.ended(), finished && words.moment(finished.at)),
      line(words.outcome(), text),
      line(words.signedInAs(), planned.by),
      line(words.portal(), `${planned.portalName} (${planned.portalUrl})`),
      line(words.changedMembers(), plan.kind === 'members' ? words.count(members.length) : undefined),
      line(words.requests(), words.count(requests.filter(({ unsent }) => unsent !== true).length)),
      isFormer ? { value: words.operationFormerMeans() } : undefined,
      finished?.recovered === true ? { value: words.operationRecovered() } : undefined,
    ],
    icon,
    flags: [
      'operation',
      isOver && writable ? 'undoable' : undefined,
      isOver && writable && restOf(operation).length > 0 ? 'resumable' : undefined,
    ],
    target: { portalId, planId: planned.planId, begunAt: planned.at },
    lazy: true,
  });
}

/** What an operation did: its members, or the one line of an import or of an operation of the license. */
export function operationChildren(node: TreeNode, state: TreeState): Children {
  const { portalId, planId, begunAt } = node.target;
  const journal = valueOf(state.journal?.(portalId) ?? { state: 'idle' });
  const operation = journal?.operations.find(
    ({ planned }) => planned.planId === planId && planned.at === begunAt,
  );
  if (journal === undefined || operation === undefined) return { nodes: [], needs: [] };
  const { plan } = operation.planned;
  if (plan.kind !== 'members') return { nodes: [wholeRow(node, operation, plan, state)], needs: [] };
  const { members } = operation;
  const undone = new Set(restoredBy(operation).map(({ itemId, username }) => `${itemId}\n${username}`));
  const canUndo = node.flags.includes('undoable');
  const shown = members.slice(0, state.shown(node.id));
  const nodes = shown.map(member =>
    memberRow(node, plan, member, canUndo && undone.has(`${member.itemId}\n${member.username}`), state),
  );
  if (shown.length < members.length)
    nodes.push(loadMoreRow(node.id, shown.length, members.length, false, node.target, state.words));
  if (members.length === 0) nodes.push(emptyRow(node.id, state.words.noChange(), node.target));
  return { nodes: withUniqueIds(nodes), needs: [] };
}

function wholeRow(
  node: TreeNode,
  { finished }: JournalOperation,
  plan: ImportPlan | OperationPlan,
  { words }: TreeState,
): TreeNode {
  const end = finished?.report.importOutcome ?? finished?.report.operationOutcome;
  const does = plan.kind === 'import' ? [words.importOf(plan.fileName)] : plan.does;
  return row({
    id: `${node.id}/what`,
    kind: 'fact',
    label: does[0] ?? plan.title,
    description: [outcomeWord(end?.outcome ?? 'unknown', words), end?.reason],
    tooltip: [...does.map(value => ({ value })), line(words.why(), end?.reason)],
    icon: plan.kind === 'import' ? icons.file : icons.info,
    flags: ['fact'],
    target: { portalId: node.target.portalId },
  });
}

function outcomeWord(outcome: JournalMember['outcome'], words: TreeWords): string {
  switch (outcome) {
    case 'done':
      return words.operationDone();
    case 'notDone':
      return words.outcomeNotDone();
    case 'notSent':
      return words.outcomeNotSent();
    default:
      return words.outcomeUnknown();
  }
}

const outcomeIcons: Readonly<Record<JournalMember['outcome'], NodeIcon>> = {
  done: icons.done,
  notDone: icons.failed,
  unknown: icons.unknown,
  notSent: icons.interrupted,
};

function memberRow(
  node: TreeNode,
  plan: MemberPlan,
  member: JournalMember,
  undoable: boolean,
  { words }: TreeState,
): TreeNode {
  const { itemId, title, username, before, after, outcome, reason, result } = member;
  const isType = itemId === userTypesTarget;
  const set = (entitlements: readonly Entitlement[]): string =>
    isType && entitlements.length > 0
      ? entitlements.map(type => userTypeName(type)).join(', ')
      : setWords(plan, itemId, entitlements);
  const text = outcomeWord(outcome, words);
  return row({
    id: `${node.id}/${nodeId(itemId, username)}`,
    kind: 'journalMember',
    label: username,
    description: [
      title,
      words.fromTo(set(before), set(after)),
      text,
      outcome === 'done' ? undefined : reason,
    ],
    tooltip: [
      line(words.userName(), username),
      line(words.title(), title),
      line(words.before(), set(before)),
      line(words.after(), set(after)),
      line(words.readBack(), result?.actual && set(result.actual)),
      line(words.outcome(), text),
      line(words.why(), reason),
    ],
    icon: outcomeIcons[outcome],
    flags: ['journalMember', undoable ? 'undoable' : undefined],
    target: {
      portalId: node.target.portalId,
      username,
      ...(node.target.planId === undefined ? {} : { planId: node.target.planId }),
      ...(node.target.begunAt === undefined ? {} : { begunAt: node.target.begunAt }),
      ...(isType ? {} : { itemId }),
    },
  });
}
