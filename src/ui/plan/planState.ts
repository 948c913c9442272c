// The one plan on the desk: what the view, the document and the context keys show.
import * as vscode from 'vscode';
import type { FileUpload } from '../../arcgis/portalClient';
import { userKey } from '../../core/ids';
import type { ApplyReport, ImportPlan, MemberPlan, MemberResult, Plan } from '../../core/planTypes';
import type { MemberProgress } from '../../core/planWords';
import type { PlanSource } from '../app';

export type ApplyPhase = 'checking' | 'sending' | 'paused' | 'readingBack' | 'restarting';

export type PlanState =
  | { readonly state: 'none' }
  /** The current state is being read. */
  | { readonly state: 'reading'; readonly title: string }
  | {
      readonly state: 'ready';
      readonly plan: Plan;
      readonly file?: FileUpload;
      /** Of an import: makes the plan once more, of what the portal has by then. */
      readonly anew?: () => Promise<ImportPlan>;
      /** Whose plan it is: it is applied as nobody else, and nowhere else. */
      readonly as: PlanOwner;
      readonly source?: PlanSource;
    }
  | {
      readonly state: 'applying';
      readonly plan: Plan;
      readonly sent: number;
      readonly of: number;
      readonly phase: ApplyPhase;
      /** With `restarting`: when the waiting is given up, epoch ms. */
      readonly until?: number;
      readonly source?: PlanSource;
    }
  | {
      readonly state: 'applied';
      readonly plan: Plan;
      readonly report: ApplyReport;
      readonly source?: PlanSource;
    };

/** The connection a plan was made with. */
export interface PlanOwner {
  readonly name: string;
  readonly url: string;
  readonly orgId: string;
  readonly username: string;
}

const memberKey = (itemId: string, name: string): string => `${itemId}/${userKey(name)}`;

/** Holds the state, tells the views, and owns the plan's context keys. */
export class PlanBoard implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<'all' | 'members'>();
  /** `members`: only the progress of members changed. */
  readonly onDidChange = this.#changed.event;
  #current: PlanState = { state: 'none' };
  #phase: ApplyPhase | undefined;
  readonly #progress = new Map<string, { readonly state: MemberProgress; readonly reason?: string }>();

  get current(): PlanState {
    return this.#current;
  }

  set(next: PlanState): void {
    if (next.state !== 'applying' && next.state !== 'applied') this.#progress.clear();
    if (next.state === 'applied') for (const result of next.report.results) this.#note(result);
    this.#current = next;
    const plan = 'plan' in next ? next.plan : undefined;
    void vscode.commands.executeCommand('setContext', 'arcgisEntitlements.hasPlan', next.state !== 'none');
    void vscode.commands.executeCommand('setContext', 'arcgisEntitlements.planState', next.state);
    void vscode.commands.executeCommand('setContext', 'arcgisEntitlements.planKind', plan?.kind);
    this.#tellPhase(next.state === 'applying' ? next.phase : undefined);
    this.#changed.fire('all');
  }

  /** Replaces the plan of a preview, such as when the e-mail choice changes. */
  replacePlan(plan: MemberPlan): void {
    if (this.#current.state === 'ready') this.set({ ...this.#current, plan });
  }

  progressOf(
    itemId: string,
    name: string,
  ): { readonly state: MemberProgress; readonly reason?: string } | undefined {
    return this.#progress.get(memberKey(itemId, name));
  }

  noteSending(itemId: string, name: string, state: 'sending' | 'waiting'): void {
    this.#progress.set(memberKey(itemId, name), { state });
    this.#changed.fire('members');
  }

  noteResult(result: MemberResult): void {
    this.#note(result);
    this.#changed.fire('members');
  }

  /** The plan stands still, or goes on. */
  notePaused(isPaused: boolean): void {
    const { current } = this;
    if (current.state === 'applying')
      this.noteRequests(current.sent, current.of, isPaused ? 'paused' : 'sending');
  }

  /** @param until epoch ms, with `restarting`. */
  noteRequests(sent: number, of: number, phase: ApplyPhase, until?: number): void {
    if (this.#current.state !== 'applying') return;
    this.#current = { ...this.#current, sent, of, phase, ...(until === undefined ? {} : { until }) };
    this.#tellPhase(phase);
    this.#changed.fire('members');
  }

  #tellPhase(phase: ApplyPhase | undefined): void {
    if (this.#phase === phase) return;
    this.#phase = phase;
    void vscode.commands.executeCommand('setContext', 'arcgisEntitlements.planPhase', phase);
  }

  #note(result: MemberResult): void {
    this.#progress.set(memberKey(result.itemId, result.username), {
      state: result.outcome,
      ...(result.reason === undefined ? {} : { reason: result.reason }),
    });
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
