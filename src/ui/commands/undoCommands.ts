// Undo of an operation of the journal, or of one member's part of it, and the rest of one that was not carried out whole.
import * as v from 'valibot';
import * as vscode from 'vscode';
import { utcDateTime } from '../../core/format';
import { userKey, username as toUsername } from '../../core/ids';
import type { ItemId, PortalId, Username } from '../../core/ids';
import { inertLabel } from '../../core/inertText';
import { journalOperations } from '../../core/journalOperations';
import type { JournalOperation } from '../../core/journalOperations';
import type { PlanInput } from '../../core/plan';
import type { MemberPlan } from '../../core/planTypes';
import { PortalError } from '../../core/problem';
import { planRest, restOf } from '../../core/resume';
import type { Restored } from '../../core/restoring';
import { planUndo, restoredBy, undoNeeds } from '../../core/undo';
import type { UndoScope } from '../../core/undo';
import { whyNoInverse, whyNotNow } from '../../core/undoRefusals';
import type { JournalStore } from '../../services/journal/journalTypes';
import { findOperation } from '../../services/undo/findOperation';
import { planFromJournal, type JournalNeeds } from '../../services/undo/planFromJournal';
import type { App, PlanDesk } from '../app';
import { Command } from '../commandIds';
import { notUnderstood } from '../notUnderstood';
import { portalOfRequest } from '../portalOfRequest';
import { readArguments } from '../readArguments';
import { targetsOf } from '../tree/nodeTarget';

export type UndoCommand =
  typeof Command.undoOperation | typeof Command.undoMember | typeof Command.resumeOperation;

interface Deps {
  readonly app: Omit<App, 'plans'>;
  readonly desk: Pick<PlanDesk, 'proposeMade'>;
  readonly journal: Pick<JournalStore, 'pages' | 'read' | 'isBusy'>;
}

const Arguments = v.strictObject({
  portalId: v.optional(v.string()),
  planId: v.optional(v.string()),
  begunAt: v.optional(v.number()),
  username: v.optional(v.string()),
});

interface Request {
  readonly portalId: PortalId;
  readonly operation: JournalOperation;
  readonly username?: Username;
}

const refusal = (text: string): PortalError => new PortalError({ kind: 'badInput' }, text);

/** Lets the administrator choose one of the operations, the newest first; the journal's pages are read as they are asked for. */
async function pickOperation(
  journal: Deps['journal'],
  portal: PortalId,
  title: string,
  offered: (operation: JournalOperation) => boolean,
): Promise<JournalOperation | undefined> {
  const { length } = await journal.pages(portal);
  const found: JournalOperation[] = [];
  let page = 0;
  for (;;) {
    while (page < length) {
      page += 1;
      const { entries } = await journal.read(portal, page);
      const more = journalOperations(entries).reverse().filter(offered);
      found.push(...more);
      if (more.length > 0) break;
    }
    if (found.length === 0)
      throw refusal(vscode.l10n.t('The journal of this portal has no operation for this command.'));
    const older = page < length ? [{ label: vscode.l10n.t('Older operations…'), operation: undefined }] : [];
    const picked = await vscode.window.showQuickPick(
      [
        ...found.map(operation => ({
          label: inertLabel(operation.planned.plan.title),
          description: inertLabel(
            vscode.l10n.t('{0} by {1}', utcDateTime(operation.planned.at), operation.planned.by),
          ),
          operation,
        })),
        ...older,
      ],
      { title, placeHolder: vscode.l10n.t('Which operation?'), matchOnDescription: true },
    );
    if (picked === undefined) return undefined;
    if (picked.operation !== undefined) return picked.operation;
  }
}

async function pickMember(operation: JournalOperation, title: string): Promise<Username | undefined> {
  const names = new Map(restoredBy(operation).map(({ username }) => [userKey(username), username]));
  if (names.size === 0)
    throw refusal(
      vscode.l10n.t('Nothing of “{0}” was sent: there is nothing to undo.', operation.planned.plan.title),
    );
  const picked = await vscode.window.showQuickPick(
    [...names.values()].map(username => ({ label: inertLabel(username), username })),
    { title, placeHolder: vscode.l10n.t('Whose part?') },
  );
  return picked?.username;
}

/** Row or arguments → an operation that can be planned on; asks where neither says. @returns undefined when cancelled. */
async function requestOf(
  deps: Deps,
  args: readonly unknown[],
  title: string,
  offered: (operation: JournalOperation) => boolean,
): Promise<Request | undefined> {
  const { app, journal } = deps;
  const targets = targetsOf(args[0], args[1]);
  if (new Set(targets.map(({ planId, begunAt }) => `${planId} ${begunAt}`)).size > 1)
    throw refusal(
      vscode.l10n.t('The selected rows belong to several operations. Select rows of one operation.'),
    );
  if (
    new Set(targets.flatMap(({ username }) => (username === undefined ? [] : [userKey(username)]))).size > 1
  )
    throw refusal(vscode.l10n.t('Several members are selected. Select one, or undo the whole operation.'));
  const [row] = targets;
  const given = row ?? readArguments(Arguments, args[0], notUnderstood);
  const portalId = await portalOfRequest(app, targets, given.portalId);
  if (portalId === undefined) return undefined;
  await app.requireWrite(portalId);
  const operation =
    given.planId === undefined
      ? await pickOperation(journal, portalId, title, offered)
      : await findOperation(journal, portalId, given.planId, given.begunAt);
  if (operation === undefined) {
    if (given.planId === undefined) return undefined;
    throw refusal(
      vscode.l10n.t(
        'The journal of {0} has no operation {1}.',
        app.connections.get(portalId)?.name ?? '',
        given.planId,
      ),
    );
  }
  const connection = app.connections.get(portalId);
  const why = whyNotNow(operation, connection, connection !== undefined && journal.isBusy(connection));
  if (why !== undefined) throw refusal(why);
  return {
    portalId,
    operation,
    ...(given.username === undefined ? {} : { username: toUsername(given.username) }),
  };
}

const itemsOf = (parts: readonly Restored[]): readonly ItemId[] => [
  ...new Set(parts.map(({ itemId }) => itemId)),
];
const namesOf = (parts: readonly Restored[]): readonly Username[] => [
  ...new Map(parts.map(({ username }) => [userKey(username), username])).values(),
];

async function propose(
  { app, desk }: Deps,
  portalId: PortalId,
  title: string,
  needs: JournalNeeds,
  plan: (input: Omit<PlanInput, 'changes'>) => MemberPlan,
): Promise<void> {
  await desk.proposeMade({
    portalId,
    title,
    make: (signal, suppressCustomerEmail = true) =>
      planFromJournal(app, portalId, needs, { title, suppressCustomerEmail, signal }, plan),
  });
}

async function undo(deps: Deps, { portalId, operation }: Request, scope: UndoScope): Promise<void> {
  const { plan } = operation.planned;
  if (plan.kind !== 'members') throw refusal(whyNoInverse(plan));
  const needs = undoNeeds(operation, scope);
  if (needs.kind === 'none')
    throw refusal(
      scope.username === undefined
        ? vscode.l10n.t('Nothing of “{0}” was sent: there is nothing to undo.', plan.title)
        : vscode.l10n.t('“{0}” did nothing for {1}: there is nothing to undo.', plan.title, scope.username),
    );
  const title =
    scope.username === undefined
      ? vscode.l10n.t('Undo: {0}', plan.title)
      : vscode.l10n.t('Undo: {0}, for {1} alone', plan.title, scope.username);
  await propose(deps, portalId, title, needs, input => planUndo(operation, input, scope));
}

export function undoHandlers(
  deps: Deps,
): Readonly<Record<UndoCommand, (...args: unknown[]) => Promise<unknown>>> {
  const isOfMembers = ({ planned }: JournalOperation): boolean => planned.plan.kind === 'members';
  return {
    [Command.undoOperation]: async (...args) => {
      const title = vscode.l10n.t('Undo Operation');
      const request = await requestOf(deps, args, title, () => true);
      if (request !== undefined) await undo(deps, request, {});
    },
    [Command.undoMember]: async (...args) => {
      const title = vscode.l10n.t('Undo for One Member');
      const request = await requestOf(deps, args, title, isOfMembers);
      if (request === undefined) return;
      const { operation } = request;
      const { plan } = operation.planned;
      if (plan.kind !== 'members') throw refusal(whyNoInverse(plan));
      const username = request.username ?? (await pickMember(operation, title));
      if (username !== undefined) await undo(deps, request, { username });
    },
    [Command.resumeOperation]: async (...args) => {
      const title = vscode.l10n.t('Resume Operation');
      const request = await requestOf(deps, args, title, one => restOf(one).length > 0);
      if (request === undefined) return;
      const { portalId, operation } = request;
      const { plan } = operation.planned;
      const rest = restOf(operation);
      if (plan.kind !== 'members')
        throw refusal(
          vscode.l10n.t('“{0}” is one request and cannot be resumed: carry it out again.', plan.title),
        );
      if (rest.length === 0)
        throw refusal(
          vscode.l10n.t('Every member of “{0}” was read back as planned: nothing is left to do.', plan.title),
        );
      const needs = { itemIds: itemsOf(rest), usernames: namesOf(rest) };
      await propose(deps, portalId, vscode.l10n.t('Rest of: {0}', plan.title), needs, input =>
        planRest(operation, input),
      );
    },
  };
}
