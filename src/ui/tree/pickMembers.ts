// Choosing members by searching the whole organization, those who hold nothing included; or from a pasted list, or a CSV file.
import * as vscode from 'vscode';
import { Latest } from '../../core/async';
import { userTypeName } from '../../core/catalog';
import { inertLabel, inertText } from '../../core/inertText';
import { userKey, type PortalId, type Username } from '../../core/ids';
import type { Listed, Member } from '../../core/model';
import { isAbort, messageOf } from '../../core/problem';
import type { Rows } from '../../core/rows';
import { plain } from '../../core/tree/treeModelText';
import { readUserNames } from '../../core/userNames';
import { checkMembers } from '../../services/memberCheck';
import { withAbort } from '../adapters';
import type { App } from '../app';

type Deps = Pick<App, 'connections' | 'clock' | 'log'>;

/** Typing pauses this long before the portal is asked. */
const debounceMs = 250;
const rowsShown = 50;
/** Longer ones are no list of names. */
const largestFile = 10 * 1024 * 1024;

export interface PickMembersOptions {
  /** Several members, and the entries for a pasted list and a CSV file. */
  readonly many: boolean;
  readonly title?: string;
}

type Row = MemberRow | SourceRow;
interface MemberRow extends vscode.QuickPickItem {
  readonly member: Member;
}
interface SourceRow extends vscode.QuickPickItem {
  readonly source: 'paste' | 'csv';
}

function memberRow(member: Member): MemberRow {
  const details = [
    member.fullName === '' ? undefined : member.username,
    member.userType === undefined ? undefined : userTypeName(member.userType),
    member.disabled ? vscode.l10n.t('disabled') : undefined,
  ];
  return {
    label: inertLabel(member.fullName === '' ? member.username : member.fullName),
    description: inertLabel(details.filter(text => text !== undefined).join(' \u00b7 ')),
    // The portal matched it, by a field that may not be shown: the quick pick must not filter once more.
    alwaysShow: true,
    member,
  };
}

function sourceRows(): readonly (SourceRow | vscode.QuickPickItem)[] {
  return [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: vscode.l10n.t('Paste a list…'), alwaysShow: true, source: 'paste' },
    { label: vscode.l10n.t('From a CSV file…'), alwaysShow: true, source: 'csv' },
  ];
}

/**
 * Asks for members of the organization.
 * @returns user names in the portal's own spelling; undefined when the administrator cancelled.
 * @throws PortalError when a pasted list cannot be checked because the sign-in has ended or is not enough.
 */
export async function pickMembers(
  app: Deps,
  portalId: PortalId,
  options: PickMembersOptions,
): Promise<Username[] | undefined> {
  const chosen = await searchMembers(app, portalId, options);
  if (chosen === undefined) return undefined;
  const names = chosen.members.map(member => member.username);
  if (chosen.source === undefined) return names.length === 0 ? undefined : names;
  const text = chosen.source === 'paste' ? await pastedText(options.title) : await csvText();
  if (text === undefined) return undefined;
  const read = readUserNames(text);
  if (read.length === 0) {
    void vscode.window.showWarningMessage(vscode.l10n.t('There is no user name in it.'));
    return undefined;
  }
  const more = await checkedNames(app, portalId, read);
  if (more === undefined) return undefined;
  const all = new Map([...names, ...more].map(name => [userKey(name), name]));
  return all.size === 0 ? undefined : [...all.values()];
}

/** One member with what the search said of it. */
export async function pickMember(app: Deps, portalId: PortalId, title: string): Promise<Member | undefined> {
  return (await searchMembers(app, portalId, { many: false, title }))?.members[0];
}

interface Chosen {
  readonly members: readonly Member[];
  /** The administrator wants to name further members by a list. */
  readonly source?: SourceRow['source'];
}

async function searchMembers(
  app: Deps,
  portalId: PortalId,
  { many, title }: PickMembersOptions,
): Promise<Chosen | undefined> {
  const client = app.connections.client(portalId);
  const pick = vscode.window.createQuickPick<Row>();
  const latest = new Latest();
  pick.canSelectMany = many;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.title = title ?? vscode.l10n.t('Members');
  pick.placeholder = vscode.l10n.t('Search by user name, full name or e-mail');

  /** What is chosen stays in sight and chosen while the search goes on. */
  function show(found: Rows<Member>): void {
    const kept = pick.selectedItems.filter(item => 'member' in item);
    const keys = new Set(kept.map(item => userKey(item.member.username)));
    const rows = found.filter(member => !keys.has(userKey(member.username))).map(memberRow);
    pick.items = [...kept, ...rows, ...(many ? (sourceRows() as Row[]) : [])];
    if (many) pick.selectedItems = kept;
  }

  function say(list: Listed<Member>, text: string): void {
    const total = list.total ?? list.items.length;
    const cut = list.partial !== undefined || total > list.items.length;
    const base = title ?? vscode.l10n.t('Members');
    pick.title =
      list.items.length === 0
        ? vscode.l10n.t('{0}: nobody matches “{1}”', base, plain(text))
        : cut
          ? vscode.l10n.t('{0}: the first {1} of {2}, type to narrow', base, list.items.length, total)
          : base;
  }

  async function search(text: string): Promise<void> {
    const signal = latest.start();
    const isStale = (): boolean => signal.aborted;
    pick.busy = true;
    try {
      if (text !== '') await app.clock.delay(debounceMs, signal);
      const list = await client.searchMembers(
        text === '' ? { limit: rowsShown } : { text, limit: rowsShown },
        signal,
      );
      if (isStale()) return;
      show(list.items);
      say(list, text);
    } catch (error) {
      if (isAbort(error) || isStale()) return;
      app.log.warn(`Searching members failed: ${messageOf(error)}`);
      show([]);
      pick.title = vscode.l10n.t('Could not search: {0}', plain(messageOf(error)));
    }
    pick.busy = false;
  }

  return new Promise<Chosen | undefined>(resolve => {
    let result: Chosen | undefined;
    const subscriptions = [
      pick.onDidChangeValue(value => void search(value.trim())),
      pick.onDidChangeSelection(items => {
        const source = items.find(item => 'source' in item);
        if (!source) return;
        result = {
          members: items.flatMap(item => ('member' in item ? [item.member] : [])),
          source: source.source,
        };
        pick.hide();
      }),
      pick.onDidAccept(() => {
        const items = many ? pick.selectedItems : pick.activeItems;
        const members = items.flatMap(item => ('member' in item ? [item.member] : []));
        const active = pick.activeItems[0];
        if (members.length > 0) result = { members };
        else if (active && 'source' in active) result = { members: [], source: active.source };
        // Nothing ticked is nothing chosen: the row that happens to be first must not be taken.
        else return;
        pick.hide();
      }),
      pick.onDidHide(() => {
        latest.cancel();
        for (const subscription of subscriptions) subscription.dispose();
        pick.dispose();
        resolve(result);
      }),
    ];
    pick.show();
    void search('');
  });
}

/** What is on the clipboard, for the administrator to look over: an input box takes one line only, so the names are joined first. */
async function pastedText(title: string | undefined): Promise<string | undefined> {
  // A browser that has not allowed it lets the reading wait until a notice is answered: there the administrator pastes into the field.
  const clipboard =
    vscode.env.uiKind === vscode.UIKind.Web
      ? ''
      : await Promise.resolve(vscode.env.clipboard.readText()).catch(() => '');
  const names = clipboard.length > largestFile ? [] : readUserNames(clipboard);
  return vscode.window.showInputBox({
    title: title ?? vscode.l10n.t('Members'),
    prompt: vscode.l10n.t('User names, separated by commas, semicolons or blanks'),
    value: names.join(', '),
    ignoreFocusOut: true,
  });
}

async function csvText(): Promise<string | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      canSelectMany: false,
      openLabel: vscode.l10n.t('Read User Names'),
      filters: { [vscode.l10n.t('CSV and text')]: ['csv', 'txt', 'tsv'] },
    })) ?? [];
  if (!file) return undefined;
  const bytes = await vscode.workspace.fs.readFile(file);
  if (bytes.length > largestFile) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The file is larger than 10 MB: that is no list of user names.'),
    );
    return undefined;
  }
  return new TextDecoder().decode(bytes);
}

const namesShown = 20;
const listed = (names: readonly string[]): string =>
  names.length > namesShown
    ? vscode.l10n.t(
        '{0} and {1} more',
        names.slice(0, namesShown).map(plain).join(', '),
        names.length - namesShown,
      )
    : names.map(plain).join(', ');

/** The names as the portal spells them. Those it does not know are named, and left out only when the administrator says so. */
async function checkedNames(
  app: Deps,
  portalId: PortalId,
  names: readonly string[],
): Promise<Username[] | undefined> {
  const check = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: inertText(vscode.l10n.t('Looking up {0} user names', names.length)),
      cancellable: true,
    },
    async (_, token) =>
      withAbort(token, async signal => checkMembers(app.connections.client(portalId), names, signal)),
  );
  const known = names.filter(name => check.standing(name) === 'member').map(name => check.spelling(name));
  const strangers = names.filter(name => check.standing(name) === 'notMember');
  const unsure = names.filter(name => check.standing(name) === 'unknown');
  if (strangers.length === 0 && unsure.length === 0) return known;
  const detail = [
    strangers.length === 0
      ? undefined
      : vscode.l10n.t('Not members of the organization: {0}', listed(strangers)),
    unsure.length === 0 ? undefined : vscode.l10n.t('Could not be looked up: {0}', listed(unsure)),
  ];
  const go = vscode.l10n.t('Go On with {0}', known.length);
  const answer = await vscode.window.showWarningMessage(
    inertText(
      vscode.l10n.t('{0} of {1} names were not found.', strangers.length + unsure.length, names.length),
    ),
    { modal: true, detail: inertText(detail.filter(text => text !== undefined).join('\n\n')) },
    ...(known.length === 0 ? [] : [go]),
  );
  return answer === go ? known : undefined;
}
