// What the parts of ui share. extension.ts makes it once; nothing in it is global.
import type * as vscode from 'vscode';
import type { Disposable } from '../core/emitter';
import type { PortalId } from '../core/ids';
import type { ApplyReport, DesiredChange, ImportPlan, MemberPlan } from '../core/planTypes';
import type { FileUpload } from '../arcgis/portalClient';
import type { Completions } from '../services/completion/completionTypes';
import type { Connections } from '../services/connectionTypes';
import type { Inventory } from '../services/inventoryTypes';
import type { KeptInventory } from '../services/keptInventory/keptInventory';
import type { Clock, FileStore, Log } from '../services/ports';
import type { FileChoices } from './files/language/fileChoices';

/** What an administrator wants, before anything is known of what it takes. */
export interface Intent {
  readonly portalId: PortalId;
  /** In words, for the plan's title and the journal: "Add Network Analyst to 3 members". */
  readonly title: string;
  readonly changes: readonly DesiredChange[];
}

/** What a plan is made of: the file of a policy, or that of a plan which was saved before. */
export interface PlanSource {
  readonly kind: 'policy' | 'saved';
  readonly uri: vscode.Uri;
}

/** A plan for members, and the way it is made: once now, and whenever it is to be made again. */
export interface MadePlan {
  readonly portalId: PortalId;
  readonly title: string;
  /** Absent where it is made of no file. */
  readonly source?: PlanSource;
  /** @param suppressCustomerEmail absent: as the maker says; else what the administrator chose for the plan before. */
  readonly make: (signal: AbortSignal, suppressCustomerEmail?: boolean) => Promise<MemberPlan>;
}

/** The one door for writes: intent → current state → plan → preview → confirm → apply → read back → journal. */
export interface PlanDesk {
  /** Reads the current state, plans, and shows the preview. Resolves when the preview stands; applying is the administrator's own step there. */
  propose(intent: Intent): Promise<void>;
  /** As {@link PlanDesk.propose}, for a plan that is made in another way, such as of a policy. */
  proposeMade(made: MadePlan): Promise<void>;
  /** @param anew reads the portal once more and makes the same plan of it: what was agreed to is what is shown. */
  proposeImport(plan: ImportPlan, file: FileUpload, anew: () => Promise<ImportPlan>): Promise<void>;
  readonly onDidApply: vscode.Event<ApplyReport>;
}

export interface App {
  readonly context: vscode.ExtensionContext;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: FileStore;
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly completions: Completions;
  /** What is shown of the inventory, with what was kept of earlier sessions: for views alone. */
  readonly kept: KeptInventory;
  readonly plans: PlanDesk;
  /** The only way an error reaches the administrator: maps a fault to words and a button, is silent for aborts. */
  readonly report: (error: unknown) => void;
  /**
   * Refuses in an untrusted workspace and for a read-only administrator, with the reason, by throwing PortalError.
   * Every write command calls it first (issue section 6).
   */
  readonly requireWrite: (portalId?: PortalId) => Promise<void>;
  /**
   * Until it is disposed, reads of the portal wait for a person when its sign-in ends, and nobody is signed out of it (issue section 3).
   * `signal` ends the waiting.
   */
  readonly holdSignIn: (portalId: PortalId, signal?: AbortSignal) => Disposable;
  /** Waits for that person, as the reads do; false where the sign-in was given up, or is not held. */
  readonly signInAgain: (portalId: PortalId, signal: AbortSignal | undefined) => Promise<boolean>;
  /** The portal a command is about: the only one, or asks. Undefined when the administrator cancelled. */
  readonly pickPortal: (placeHolder?: string) => Promise<PortalId | undefined>;
  /** What was chosen for files, one object for all bundles, so that each hears what another changes. */
  readonly fileChoices: FileChoices;
}
