// What the tree is made of: rows as data, the state they are made from, and what has to be read to fill them. No vscode here: ui/tree adapts.
import type { Branch, BranchName, BranchRef, BranchValues } from '../branches';
import type { CompletionState } from '../completion/completionState';
import type { HolderFilter } from '../holderFilter';
import type { Entitlement, ItemId, PortalId, Username, UserTypeId } from '../ids';
import type { JournalEntry } from '../journal';
import type { JournalOperation } from '../journalOperations';
import type { PortalConnection } from '../model';
import type { PolicyStanding } from '../policy/policyStanding';
import type { TreeWords } from './treeModelWords';

export type {
  Branch as LoadState,
  BranchName as TreeBranchName,
  BranchRef as BranchNeed,
  BranchValues as TreeBranches,
} from '../branches';

/** What was read of a portal's journal. */
export interface JournalShown {
  /** The newest first. */
  readonly operations: readonly JournalOperation[];
  /** Beginnings of those from before the journal had a register: nothing but their own chain vouches for them. */
  readonly former?: ReadonlySet<JournalEntry>;
  /** How many plans the journal has; absent where that is not known. */
  readonly plans?: number;
  /** There are older ones that were not read yet. */
  readonly older: boolean;
  /** Files that cannot be read, or not whole. */
  readonly damaged: number;
  /** This window was applying a plan when it was read: what has no end was not interrupted. */
  readonly busy: boolean;
}

/** Everything the tree depends on. The same state gives the same rows. */
export interface TreeState {
  readonly portals: readonly PortalConnection[];
  peek<N extends BranchName>(portalId: PortalId, name: N, key?: string): Branch<BranchValues[N]>;
  /** What was read of a journal, from disk; absent where the tree has no journals. */
  readonly journal?: (portalId: PortalId) => Branch<JournalShown>;
  /** The policies of the workspace that name the portal; absent where the tree has none. */
  readonly policies?: (portalId: PortalId) => readonly PolicyStanding[];
  /** The completion of the portal's cut lists; absent where the tree offers none. */
  readonly completion?: (portalId: PortalId) => CompletionState | undefined;
  /** Epoch ms. */
  readonly now: number;
  /** Days without a start of the app after which a holder counts as idle. */
  readonly idleDays: number;
  /** An end within this many days is marked; 30 by default (issue section 4). */
  readonly expiringDays: number;
  /** How many rows of a long list are shown below a node. */
  shown(nodeId: string): number;
  filter(portalId: PortalId, itemId: ItemId): HolderFilter | undefined;
  readonly words: TreeWords;
}

export const nodeKinds = [
  'portal',
  'listing',
  'pools',
  'pool',
  'holder',
  'entitlement',
  'userTypes',
  'userType',
  'bundles',
  'bundle',
  'bundleHolder',
  'license',
  'apps',
  'app',
  'extensions',
  'extension',
  'capabilities',
  'capability',
  'future',
  'futureItem',
  'imported',
  'importedApp',
  'importedPart',
  'importedPool',
  'system',
  'feature',
  'journal',
  'operation',
  'journalMember',
  'policies',
  'policy',
  'dueGrant',
  'member',
  'fact',
  'loading',
  'failed',
  'signedOut',
  'partial',
  'filter',
  'loadMore',
  'empty',
] as const;
export type NodeKind = (typeof nodeKinds)[number];

/** Words of `contextValue`; the menus of package.json match them with `/\bflag\b/`. */
export type NodeFlag =
  | 'portal'
  | 'signedIn'
  | 'signedOut'
  | 'failed'
  | 'readOnly'
  | 'writable'
  | 'sample'
  | 'online'
  | 'enterprise'
  | 'legacy'
  | 'listing'
  | 'perUser'
  | 'pool'
  | 'holder'
  | 'offlineHolder'
  /** Offline, at a portal that can take the license back. */
  | 'releasable'
  | 'entitlement'
  | 'bundle'
  | 'bundleHolder'
  | 'userType'
  /** What a portal's future license tells of, or the whole of it. */
  | 'hasFuture'
  | 'licensed'
  | 'assignable'
  | 'imported'
  | 'group'
  | 'journal'
  | 'operation'
  | 'journalMember'
  /** An operation that is over, or what it did to a member, where the portal may be written to. */
  | 'undoable'
  /** An operation with members that are not known to be as planned. */
  | 'resumable'
  | 'policy'
  /** A policy from which the portal differs. */
  | 'drifted'
  | 'dueGrant'
  /** What is due by a policy's dates, where the portal may be written to. */
  | 'duePlan'
  | 'member'
  | 'fact'
  | 'loading'
  | 'partial'
  | 'loadMore'
  | 'filtered'
  | 'retry'
  | 'revocable'
  | 'empty'
  /** A list that the portal cuts, or a portal with such lists, that can be completed. */
  | 'cut'
  /** It is being completed, */
  | 'completing'
  /** or that stands still and can go on. */
  | 'completionPaused'
  | 'hasItem'
  | 'hasUser';

/** What a command on a row is about. */
export interface NodeTarget {
  readonly portalId: PortalId;
  readonly itemId?: ItemId;
  /** Which of the two writes `itemId` takes; absent where the row has no item. */
  readonly targetKind?: 'listing' | 'appBundle' | 'userType';
  readonly username?: Username;
  readonly entitlement?: Entitlement;
  readonly userType?: UserTypeId;
  /** Of an imported entitlements file (10.6.1 and earlier). */
  readonly appId?: string;
  /** Of an operation of the journal: the id of its plan. */
  readonly planId?: string;
  /** With `planId`: when this run of it began, epoch ms. */
  readonly begunAt?: number;
  /** URI of the policy that the row is of. */
  readonly policy?: string;
  /** Of a start or end of a policy's grant: which of them (`dueKey`). */
  readonly due?: string;
  /** Refresh and Retry on the row read the journal anew. */
  readonly ofJournal?: true;
  /** The branch that Refresh and Retry on the row read anew. */
  readonly branch?: BranchRef;
  /** The row whose list Load More and Clear Filter are about. */
  readonly listId?: string;
}

/** A codicon and, where the colour says something, a theme colour. The words say it, too: colour alone never does. */
export interface NodeIcon {
  readonly name: string;
  readonly color?: string;
}

/** One line of a tooltip. Shown as plain text, never as markup. */
export interface TooltipLine {
  readonly name?: string;
  readonly value: string;
}

export interface TreeNode {
  /** `portalId/kind/itemId/...`: stable, so that expansion and selection survive a refresh. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  readonly description?: string;
  readonly tooltip: readonly TooltipLine[];
  readonly icon: NodeIcon;
  readonly flags: readonly NodeFlag[];
  readonly children: 'none' | 'lazy';
  /** Shown open at first. */
  readonly open?: boolean;
  /** What a screen reader says: the label, and in words what icon and colour show. */
  readonly accessibilityLabel: string;
  readonly target: NodeTarget;
  /** Row inside its resource: the index of a queue part. */
  readonly part?: number;
  /** What a click on the row does, for rows that stand for an action. */
  readonly action?: 'loadMore' | 'completeList' | 'retry' | 'signIn' | 'openPolicy';
}

/** Rows, and the branches to read so that they can be filled. */
export interface Children {
  readonly nodes: readonly TreeNode[];
  readonly needs: readonly BranchRef[];
  /** The portal whose journal has to be read for them, from disk. */
  readonly journal?: PortalId;
  /** The portal whose policies have to be compared with it for them. */
  readonly policies?: PortalId;
}

/** Rows shown at first and added by each Load More. */
export const pageSize = 100;
export const dayMs = 86_400_000;
