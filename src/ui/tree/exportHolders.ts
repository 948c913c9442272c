// Export Holders: reads what is missing, joins names and user types, says when the list is not whole, and saves where the administrator chooses.
import * as vscode from 'vscode';
import { bundleEntitlement } from '../../core/catalog';
import { exportFileName, holdersCsv, holdersJson, type HolderExport } from '../../core/holderExport';
import { filterHolders, isEmptyFilter, type HolderFilter } from '../../core/holderFilter';
import { inertLabel, inertText } from '../../core/inertText';
import { userKey, type ItemId, type PortalId } from '../../core/ids';
import type { Holder, Listed, Member } from '../../core/model';
import { isAbort, messageOf, PortalError } from '../../core/problem';
import type { Rows } from '../../core/rows';
import { filterText } from '../../core/tree/treeModelPaged';
import { partialText } from '../../core/tree/treeModelRow';
import { plain } from '../../core/tree/treeModelText';
import type { PortalClient } from '../../arcgis/portalClient';
import { withAbort } from '../adapters';
import type { App } from '../app';
import { treeWords } from './treeWords';
import { freshCount, headOf } from '../../core/olderRows';
import { readTimesText } from '../../core/readTimes';

export interface ExportRequest {
  readonly portalId: PortalId;
  readonly itemId: ItemId;
  readonly title: string;
  readonly isBundle: boolean;
  readonly filter: HolderFilter | undefined;
  /** Asked for where absent. */
  readonly format?: 'csv' | 'json' | undefined;
  /** Where to, as a URI; the save dialog asks where absent. */
  readonly uri?: string | undefined;
}

/** Up to this many holders are asked for one by one; for more the whole member list costs fewer requests. */
const askEachLimit = 30;

/**
 * Saves the holders of a listing or bundle.
 * @returns where it was saved; undefined when the administrator cancelled.
 * @throws PortalError when the holders cannot be read.
 */
export async function exportHolders(app: App, request: ExportRequest): Promise<vscode.Uri | undefined> {
  const filter = await whichRows(request);
  if (filter === 'cancelled') return undefined;
  const format = request.format ?? (await askFormat());
  if (format === undefined) return undefined;
  const data = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: inertText(vscode.l10n.t('Reading the holders of {0}', plain(request.title))),
      cancellable: true,
    },
    async (_, token) => withAbort(token, async signal => collect(app, request, filter, signal)),
  );
  const target = await whereTo(data, format, request.uri);
  if (!target) return undefined;
  const text = format === 'csv' ? holdersCsv(data) : holdersJson(data);
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  const warnings = [data.incomplete, data.membersMissing].filter(warning => warning !== undefined);
  if (warnings.length > 0) {
    void vscode.window.showWarningMessage(
      inertText(vscode.l10n.t('The exported list is not whole. {0}', warnings.join(' '))),
    );
  }
  return target;
}

/** The filter to export by: the one in sight, or none. A call with a place to write to does not ask. */
async function whichRows({ filter, uri }: ExportRequest): Promise<HolderFilter | undefined | 'cancelled'> {
  if (filter === undefined || isEmptyFilter(filter)) return undefined;
  if (uri !== undefined) return filter;
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t('The holders that match the filter'),
        description: inertLabel(filterText(filter, treeWords)),
        filter,
      },
      { label: vscode.l10n.t('All holders'), filter: undefined },
    ],
    { title: vscode.l10n.t('Export Holders') },
  );
  return picked ? picked.filter : 'cancelled';
}

async function askFormat(): Promise<'csv' | 'json' | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('CSV'), description: vscode.l10n.t('for spreadsheets'), format: 'csv' as const },
      {
        label: vscode.l10n.t('JSON'),
        description: vscode.l10n.t('with ids, times and whether the list is complete'),
        format: 'json' as const,
      },
    ],
    { title: vscode.l10n.t('Export Holders') },
  );
  return picked?.format;
}

async function collect(
  app: App,
  request: ExportRequest,
  filter: HolderFilter | undefined,
  signal: AbortSignal,
): Promise<HolderExport> {
  const { portalId, itemId } = request;
  const { list, readAt } = await holdersOf(app, request);
  signal.throwIfAborted();
  const items = filterHolders(list.items, filter);
  const { members, missing } = await membersOf(app.connections.client(portalId), items, signal);
  return {
    portal: app.connections.get(portalId)?.name ?? '',
    title: request.title,
    itemId,
    readAt,
    holders: { ...headOf(list), items },
    members,
    incomplete:
      list.partial &&
      `${[partialText(list.partial, freshCount(list), treeWords), readTimesText(list, readAt)].filter(text => text !== undefined).join(', ')}.`,
    membersMissing: missing,
    filter: filter && filterText(filter, treeWords),
  };
}

async function holdersOf(
  app: App,
  { portalId, itemId, isBundle }: ExportRequest,
): Promise<{ readonly list: Listed<Holder>; readonly readAt: number }> {
  if (isBundle) {
    const branch = await app.inventory.load({ portalId, name: 'bundleHolders', key: itemId });
    if (branch.state === 'failed') throw branch.problem;
    if (branch.state !== 'ready') throw stopped();
    const items = branch.value.items.map(username => ({
      username,
      entitlements: [bundleEntitlement],
      offline: false,
    }));
    return { list: { ...branch.value, items }, readAt: branch.readAt };
  }
  const branch = await app.inventory.load({ portalId, name: 'holders', key: itemId });
  if (branch.state === 'failed') throw branch.problem;
  if (branch.state !== 'ready') throw stopped();
  return { list: branch.value, readAt: branch.readAt };
}

const stopped = (): PortalError =>
  new PortalError({ kind: 'staleState' }, vscode.l10n.t('Reading the holders was stopped. Export again.'));

/** Names and user types of the holders. A failure leaves the columns empty and is said; it does not lose the list. */
async function membersOf(
  client: PortalClient,
  holders: Rows<Holder>,
  signal: AbortSignal,
): Promise<{ readonly members: ReadonlyMap<string, Member>; readonly missing: string | undefined }> {
  const members = new Map<string, Member>();
  try {
    if (holders.length <= askEachLimit) {
      for (const { username } of holders) {
        const member = await client.member(username, signal);
        if (member) members.set(userKey(member.username), member);
      }
      return { members, missing: undefined };
    }
    const list = await client.members({ signal });
    for (const member of list.items) members.set(userKey(member.username), member);
    return {
      members,
      missing:
        list.partial &&
        vscode.l10n.t(
          'Some names and user types are missing: {0}.',
          partialText(list.partial, list.items.length, treeWords),
        ),
    };
  } catch (error) {
    if (isAbort(error)) throw error;
    return {
      members,
      missing: vscode.l10n.t('Names and user types are missing: {0}', plain(messageOf(error))),
    };
  }
}

async function whereTo(
  data: HolderExport,
  format: 'csv' | 'json',
  uri: string | undefined,
): Promise<vscode.Uri | undefined> {
  if (uri !== undefined) return vscode.Uri.parse(uri, true);
  const name = exportFileName(data.title, data.incomplete !== undefined, format);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : { defaultUri: vscode.Uri.file(name) }),
    filters: format === 'csv' ? { CSV: ['csv'] } : { JSON: ['json'] },
    saveLabel: vscode.l10n.t('Export'),
    ...(data.incomplete === undefined
      ? {}
      : { title: vscode.l10n.t('Export an incomplete list of holders') }),
  });
}
