// The policies of the workspace as they are now, looked at again when one comes, goes or is saved.
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/emitter';
import type { Disposable } from '../../core/emitter';
import type { PortalId } from '../../core/ids';
import { dayMs } from '../../core/tree/treeModelTypes';
import { isAbort } from '../../core/problem';
import { createDriftWatch } from '../../services/policy/driftWatch';
import type { PolicyFacts } from '../../services/policy/policyFacts';
import { createPolicyStandings } from '../../services/policy/policyStandings';
import type { PolicyStandings } from '../../services/policy/policyStandings';
import type { App } from '../app';
import { policyFiles } from '../policyFiles';
import { policySources } from '../policySources';

export interface WorkspacePolicies extends Disposable {
  readonly standings: PolicyStandings;
  /** Looks which policies there are; from now on it follows them, and the interval that the setting names. Sends nothing by itself. */
  look(): Promise<void>;
  /** Compares the policies of a portal that were not compared yet, and from now on again when they change. Never asks for a sign-in. */
  open(portalId: PortalId): void;
}

/** Changes of files within this time are looked at together, in ms. */
const newsMs = 400;

const setting = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('arcgisEntitlements');

/** @param isSignedIn whether a portal has a session; asked before each comparison on the interval */
export function createWorkspacePolicies(
  app: App,
  facts: PolicyFacts,
  isSignedIn: (portalId: PortalId) => Promise<boolean>,
): WorkspacePolicies {
  const { clock, connections, log, report } = app;
  const closing = new AbortController();
  const { signal } = closing;
  const parts = new DisposableStore();
  const standings = parts.add(
    createPolicyStandings({
      clock,
      connections,
      facts,
      sources: policySources,
      soonMs: () => setting().get('expiryWarningDays', 30) * dayMs,
    }),
  );
  /** Portals whose policies somebody looks at. */
  const opened = new Set<PortalId>();
  const watch = parts.add(
    createDriftWatch({
      clock,
      log,
      portals: async () => {
        await look();
        const named = [...new Set(standings.peek().map(({ portalId }) => portalId))];
        const signedIn = await Promise.all(named.map(isSignedIn));
        return named.filter((_, index) => signedIn[index] === true);
      },
      compare: (portalId, stop) => standings.compare(portalId, { signal: stop, notBefore: clock.now() }),
    }),
  );

  const look = (): Promise<void> => standings.look();

  function followSetting(): void {
    watch.every(vscode.workspace.isTrusted ? setting().get('driftIntervalMinutes', 0) : 0);
  }

  const failed = (error: unknown): void => {
    if (!isAbort(error)) report(error);
  };

  function compareOpened(portalId: PortalId): void {
    standings.compare(portalId, { signal }).catch(failed);
  }

  let timer: NodeJS.Timeout | undefined;
  function lookSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      look().then(() => opened.forEach(open), failed);
    }, newsMs);
  }

  function open(portalId: PortalId): void {
    opened.add(portalId);
    const isNew = standings
      .peek(portalId)
      .some(
        ({ found, failure, isComparing }) => !isComparing && found === undefined && failure === undefined,
      );
    if (isNew) compareOpened(portalId);
  }

  let isFollowing = false;
  function follow(): void {
    if (isFollowing) return;
    isFollowing = true;
    const files = vscode.workspace.createFileSystemWatcher(policyFiles);
    for (const part of [
      files,
      files.onDidCreate(lookSoon),
      files.onDidChange(lookSoon),
      files.onDidDelete(lookSoon),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        followSetting();
        lookSoon();
      }),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('arcgisEntitlements.driftIntervalMinutes')) followSetting();
      }),
      connections.onDidChange(lookSoon),
      // As after a sign-in: what could not be compared may be now.
      facts.onDidForget(portalId => {
        if (opened.has(portalId) && standings.peek(portalId).some(one => one.failure !== undefined))
          compareOpened(portalId);
      }),
      app.plans.onDidApply(() => {
        // What was applied may have ended a difference or a loan that is shown.
        const shown = standings
          .peek()
          .filter(({ found }) => found !== undefined && (found.members > 0 || found.due.length > 0));
        const notBefore = clock.now();
        for (const portalId of new Set(shown.map(one => one.portalId)))
          standings.compare(portalId, { signal, notBefore }).catch(failed);
      }),
    ])
      parts.add(part);
    followSetting();
  }

  return {
    standings,
    look: async () => {
      follow();
      await look();
    },
    open,
    dispose: () => {
      clearTimeout(timer);
      closing.abort();
      parts.dispose();
    },
  };
}
