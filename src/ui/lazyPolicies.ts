// Stands for the policy bundle until the first policy, so that nothing of it is loaded before.
import * as vscode from 'vscode';
import type { Disposable, Event } from '../core/emitter';
import { Emitter } from '../core/emitter';
import type { PortalId } from '../core/ids';
import type { PolicyStanding } from '../core/policy/policyStanding';
import type { App } from './app';
import { Command } from './commandIds';
import { lazily } from './lazily';
import type { Policies } from './policy/index';
import { policyFiles } from './policyFiles';
import type { TextDocuments } from './textDocuments';

type PolicyCommand =
  | typeof Command.planPolicy
  | typeof Command.adoptState
  | typeof Command.checkDrift
  | typeof Command.endDrift
  | typeof Command.planDue;

/** How the policies of the workspace stand to their portals, for the tree. */
export interface PolicyFeed {
  readonly onDidChange: Event<PortalId>;
  /** Nothing before {@link PolicyFeed.look} found a policy. */
  peek(portalId: PortalId): readonly PolicyStanding[];
  /** Looks once whether the workspace has policies, and loads what looks after them where it has, also where one comes later. Sends nothing. */
  look(): void;
  /** Somebody looks at the policies of a portal: compares those that were not compared yet. */
  open(portalId: PortalId): void;
}

export interface LazyPolicies extends Disposable {
  readonly handlers: Readonly<Record<PolicyCommand, (...args: unknown[]) => Promise<void>>>;
  readonly feed: PolicyFeed;
  /** Looks after the policies that are open, and those that are opened later. */
  watch(): Promise<void>;
}

/**
 * @param documents where drift is shown
 * @param isSignedIn whether a portal has a session
 */
export function lazyPolicies(
  app: App,
  documents: TextDocuments,
  isSignedIn: (portalId: PortalId) => Promise<boolean>,
): LazyPolicies {
  const changed = new Emitter<PortalId>();
  let made: Policies | undefined;
  const policies = lazily<Policies>(() =>
    import('./policy/index').then(bundle => {
      made = bundle.createPolicies(app, documents, isSignedIn);
      made.workspace.standings.onDidChange(portalId => changed.fire(portalId));
      return made;
    }),
  );

  let watchers: readonly vscode.Disposable[] | undefined;
  async function follow(): Promise<void> {
    await (await policies.load()).workspace.look();
  }
  function look(): void {
    if (watchers !== undefined) return;
    const files = vscode.workspace.createFileSystemWatcher(policyFiles, false, true, true);
    const begin = (): void => {
      follow().catch(app.report);
    };
    watchers = [
      files,
      // Later ones are seen by what was loaded with the first.
      files.onDidCreate(() => {
        if (made === undefined && vscode.workspace.isTrusted) begin();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(lookNow),
    ];
    function lookNow(): void {
      Promise.resolve(vscode.workspace.findFiles(policyFiles, '**/node_modules/**', 1)).then(found => {
        if (found.length > 0) begin();
      }, app.report);
    }
    // Policies of a workspace that is not trusted are not compared with anybody's portals.
    if (vscode.workspace.isTrusted) lookNow();
  }

  return {
    handlers: {
      [Command.planPolicy]: async (...args) => (await policies.load()).plan(args),
      [Command.adoptState]: async (...args) => (await policies.load()).adopt(args),
      [Command.checkDrift]: async (...args) => (await policies.load()).checkDrift(args),
      [Command.endDrift]: async (...args) => (await policies.load()).endDrift(args),
      [Command.planDue]: async (...args) => (await policies.load()).planDue(args),
    },
    feed: {
      onDidChange: changed.event,
      peek: portalId => made?.workspace.standings.peek(portalId) ?? [],
      look,
      open: portalId => made?.workspace.open(portalId),
    },
    watch: async () => (await policies.load()).watch(),
    dispose: () => {
      for (const watcher of watchers ?? []) watcher.dispose();
      changed.dispose();
      policies.dispose();
    },
  };
}
