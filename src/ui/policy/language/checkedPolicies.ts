// The policies that are open, each with its latest check: first by itself, then against the portal that it names, when that has been read.
import * as vscode from 'vscode';
import type { Disposable } from '../../../core/emitter';
import { DisposableStore } from '../../../core/emitter';
import type { FileProblem } from '../../../core/files/fileProblem';
import type { PortalConnection } from '../../../core/model';
import { checkPolicy } from '../../../core/policy/lintPolicy';
import type { CheckedPolicy } from '../../../core/policy/lintPolicy';
import { policyDrift } from '../../../core/policy/policyDrift';
import { isPolicyName } from '../../../core/policy/policyName';
import type { PolicyOrganization } from '../../../core/policy/policyOrganization';
import { readPolicy } from '../../../core/policy/readPolicy';
import { isAbort, messageOf } from '../../../core/problem';
import type { PolicyFacts } from '../../../services/policy/policyFacts';
import type { App } from '../../app';
import { afterFailure, LatestCheck, restAfterEdit } from '../../files/language/latestCheck';
import { documentOf, isEditable, isInTab, urisOf } from '../../files/language/openTabs';
import { nameOf } from '../../files/openFile';
import { portalsNamed } from '../../portalNamed';
import { rosterReader } from '../policyFile';

/** What is known of one open policy. */
export interface OpenPolicy extends CheckedPolicy {
  readonly document: vscode.TextDocument;
  /** The version of the document that all of this is of. */
  readonly version: number;
  readonly text: string;
  readonly problems: readonly FileProblem[];
  /** The saved portal that it names; undefined where it names none, or one that is not saved. */
  readonly portal: PortalConnection | undefined;
  /** What it was compared with; undefined for a check of the text alone. */
  readonly organization: PolicyOrganization | undefined;
  /** ms epoch: when that was read. */
  readonly readAt: number | undefined;
  /** In how many places the portal is not as the policy says; undefined where that is not known. */
  readonly differences: number | undefined;
  /** The portal is being asked. */
  readonly isReading: boolean;
  /** Why the check against the portal came to no end. */
  readonly failure: string | undefined;
}

interface Entry {
  readonly document: vscode.TextDocument;
  readonly check: LatestCheck;
  checked?: OpenPolicy;
}

/** How long news of portals are collected before policies are checked against them, in ms. */
const newsMs = 400;

export class CheckedPolicies implements Disposable {
  readonly #app: App;
  readonly #facts: PolicyFacts;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #links = new DisposableStore();
  #isWatching = false;

  /** Fires with a policy whose check is new, or that is no longer looked after. */
  readonly onDidChange = this.#changed.event;

  constructor(app: App, facts: PolicyFacts) {
    this.#app = app;
    this.#facts = facts;
    const { workspace, window } = vscode;
    for (const link of [
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const entry = this.#entries.get(document.uri.toString());
        if (contentChanges.length > 0 && entry !== undefined)
          this.#schedule(entry, restAfterEdit(document.lineCount));
        else this.#consider(document);
      }),
      workspace.onDidCloseTextDocument(document => this.#forget(document.uri)),
      workspace.onDidOpenTextDocument(document => this.#consider(document)),
      // An extension's own hold on a document keeps it open for minutes after its last tab is closed.
      window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
        for (const uri of closed.flatMap(urisOf)) if (!isInTab(uri)) this.#forget(uri);
        for (const uri of opened.flatMap(urisOf)) this.#consider(documentOf(uri));
      }),
      workspace.onDidGrantWorkspaceTrust(() => this.#allAgain()),
      // A roster beside a policy says whom it is about.
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (/\.(csv|tsv|txt)$/i.test(uri.path)) this.#allAgain();
      }),
      app.connections.onDidChange(() => this.#allAgain()),
      facts.onDidForget(() => this.#allAgain()),
      app.plans.onDidApply(() => {
        for (const { checked } of this.#entries.values())
          if (checked?.portal !== undefined) facts.forget(checked.portal.id);
      }),
    ])
      this.#links.add(link);
  }

  /** Looks after the policies that are open, and those that are opened from now on. */
  watch(): void {
    this.#isWatching = true;
    for (const document of vscode.workspace.textDocuments) this.#consider(document);
  }

  /** The latest check of a policy that is looked after. */
  get(uri: vscode.Uri): OpenPolicy | undefined {
    return this.#entries.get(uri.toString())?.checked;
  }

  dispose(): void {
    this.#links.dispose();
    for (const { document } of [...this.#entries.values()]) this.#forget(document.uri);
    this.#changed.dispose();
  }

  #consider(document: vscode.TextDocument | undefined): void {
    if (!this.#isWatching || document === undefined || this.#entries.has(document.uri.toString())) return;
    const { uri } = document;
    if (!isPolicyName(uri.path) || !isEditable(uri) || !isInTab(uri)) return;
    const check = new LatestCheck({
      failed: error => this.#failed(entry, error),
      ended: () => undefined,
    });
    const entry: Entry = { document, check };
    this.#entries.set(uri.toString(), entry);
    this.#schedule(entry, 0);
  }

  #allAgain(): void {
    for (const entry of this.#entries.values()) this.#schedule(entry, newsMs);
  }

  /** Checks the policy after a rest; what is under way is out of date from now on. */
  #schedule(entry: Entry, rest: number): void {
    entry.check.schedule(rest, signal => this.#check(entry, signal));
  }

  #failed(entry: Entry, error: unknown): void {
    if (!isAbort(error))
      this.#app.log.warn(`${nameOf(entry.document.uri)} could not be checked: ${messageOf(error)}`);
    if (entry.checked !== undefined) this.#publish(entry, afterFailure(entry.checked, error));
  }

  async #check(entry: Entry, signal: AbortSignal): Promise<void> {
    const { document } = entry;
    const { version, uri } = document;
    const text = document.getText();
    const before = entry.checked;
    const read = readPolicy(text, nameOf(uri));
    const check = (organization?: PolicyOrganization): CheckedPolicy =>
      checkPolicy(text, nameOf(uri), this.#app.clock.now(), organization, read);
    const byItself = check();
    const { policy } = byItself;
    // A text that cannot be read, as in the middle of a word, is of the portal that it was of before.
    const portal =
      policy === undefined ? before?.portal : portalsNamed(this.#app, policy.portal?.text ?? '')[0];
    const nothing = { organization: undefined, readAt: undefined, differences: undefined };
    // What was read last counts until it is read anew, so that problems do not come and go.
    const { organization, readAt, differences } =
      (portal !== undefined && portal.id === before?.portal?.id ? before : undefined) ?? nothing;
    const kept = { organization, readAt, differences };
    const own = { document, version, text, portal, failure: undefined, isReading: false };
    const isWanted = portal !== undefined && policy !== undefined && vscode.workspace.isTrusted;
    const isKnown = isWanted && organization !== undefined && this.#facts.isKnown(portal.id, policy);
    if (!isKnown) {
      const found = organization === undefined ? byItself : check(organization);
      this.#publish(entry, { ...found, ...own, ...kept, isReading: isWanted });
    }
    if (!isWanted) return;
    const facts = await this.#facts.load(portal.id, policy, rosterReader(document), signal);
    const { listings } = facts.organization;
    if (listings.state === 'unread') {
      // A portal that cannot be asked is no fault of the policy.
      this.#publish(entry, { ...byItself, ...own, ...nothing, failure: listings.why });
      return;
    }
    const found = check(facts.organization);
    const checked: OpenPolicy = { ...found, ...own, ...facts, differences };
    this.#publish(entry, checked);
    if (found.resolved === undefined) return;
    // Of a large organization this takes as long as the problems did, which nobody has to wait for twice.
    await new Promise(resolve => setImmediate(resolve));
    signal.throwIfAborted();
    const drift = policyDrift(found.resolved, facts.organization);
    this.#publish(entry, { ...checked, differences: drift.differences.length });
  }

  #publish(entry: Entry, checked: OpenPolicy): void {
    entry.checked = checked;
    this.#changed.fire(checked.document.uri);
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.check.stop();
    this.#entries.delete(key);
    const portal = entry.checked?.portal?.id;
    const isShared = [...this.#entries.values()].some(({ checked }) => checked?.portal?.id === portal);
    if (portal !== undefined && !isShared) this.#facts.stop(portal);
    this.#changed.fire(uri);
  }
}
