// The journal's commands: show it, verify it, and write it out for auditors.
import * as v from 'valibot';
import * as vscode from 'vscode';
import { portalId } from '../../core/ids';
import type { PortalId } from '../../core/ids';
import type { JournalEntry, JournalPage, JournalRead } from '../../core/journal';
import { journalCsv } from '../../core/journalCsv';
import { journalOperations } from '../../core/journalOperations';
import { journalText } from '../../core/journalText';
import { journalVerificationText } from '../../core/journalVerificationText';
import type { JournalRegister } from '../../services/journal/registerTypes';
import type { JournalStore } from '../../services/journal/journalTypes';
import type { App } from '../app';
import { Command } from '../commandIds';
import { proposedName, saveFile } from '../saveFile';
import { targetsOf } from '../tree/nodeTarget';

export type JournalCommand =
  typeof Command.showJournal | typeof Command.verifyJournal | typeof Command.exportJournal;

interface Deps {
  readonly app: Pick<App, 'connections' | 'pickPortal' | 'clock'>;
  readonly journal: JournalStore;
  readonly register: Pick<JournalRegister, 'verify'>;
  /** Shows read-only text in an editor tab. */
  readonly showText: (name: string, text: string) => Promise<void>;
}

const JournalArgument = v.strictObject({
  portalId: v.pipe(v.string(), v.transform(portalId)),
  page: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

/**
 * Which plans to show, where they do not all fit one text: nothing is asked where they do.
 * @returns the number of the page, 1 for the newest plans; undefined where the administrator dismissed the question.
 */
async function pickPage(pages: readonly JournalPage[]): Promise<number | undefined> {
  if (pages.length < 2) return 1;
  const day = (at: number | undefined): string =>
    at === undefined ? '' : new Date(at).toISOString().slice(0, 10);
  let newer = 0;
  const items = pages.map(({ plans, from, until }, index) => {
    const first = newer + 1;
    newer += plans ?? 0;
    return {
      page: index + 1,
      label:
        plans === undefined
          ? vscode.l10n.t('Plans from before the journal had a file for each')
          : index === 0
            ? vscode.l10n.t('The newest plans')
            : plans === 1
              ? vscode.l10n.t('Plan {0}, counted from the newest', first)
              : vscode.l10n.t('Plans {0} to {1}, counted from the newest', first, newer),
      description: day(from) === day(until) ? day(from) : `${day(from)} – ${day(until)}`,
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Show Journal'),
    placeHolder: vscode.l10n.t('Which plans?'),
  });
  return picked?.page;
}

/** The portal of a row, of a program's argument, or the one that is picked. */
async function askedPortal({ app }: Deps, args: readonly unknown[]): Promise<PortalId | undefined> {
  const asked = v.safeParse(v.object({ portalId: JournalArgument.entries.portalId }), args[0]);
  if (asked.success) return asked.output.portalId;
  return targetsOf(args[0], args[1])[0]?.portalId ?? (await app.pickPortal());
}

/** All plans, the oldest first. */
async function readAll(journal: JournalStore, portal: PortalId): Promise<JournalRead> {
  const pages = await journal.pages(portal);
  const entries: JournalEntry[] = [];
  const damage: JournalRead['damage'][number][] = [];
  const former = new Set<JournalEntry>();
  let more: string | undefined;
  for (let page = pages.length; page >= 1; page--) {
    const read = await journal.read(portal, page);
    entries.push(...read.entries);
    damage.push(...read.damage);
    for (const entry of read.former ?? []) former.add(entry);
    more ??= read.more;
  }
  return { entries, damage, former, ...(more === undefined ? {} : { more }) };
}

async function exportJournal({ app, journal }: Deps, portal: PortalId): Promise<void> {
  const format = await vscode.window.showQuickPick(
    [
      { label: 'CSV', detail: vscode.l10n.t('A row for each member of each operation'), id: 'csv' as const },
      {
        label: 'Markdown',
        detail: vscode.l10n.t('A document to read, with every request'),
        id: 'md' as const,
      },
    ],
    { title: vscode.l10n.t('Export Journal'), placeHolder: vscode.l10n.t('Which format?') },
  );
  if (format === undefined) return;
  const read = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Reading the journal…') },
    () => readAll(journal, portal),
  );
  const text =
    format.id === 'csv' ? journalCsv(journalOperations(read.entries), read.former) : journalText(read);
  const name = proposedName(['journal', app.connections.get(portal)?.name ?? ''], app.clock.now(), format.id);
  const filters = format.id === 'csv' ? { CSV: ['csv'] } : { Markdown: ['md'] };
  if (!(await saveFile(new TextEncoder().encode(text), name, filters))) return;
  const missing = read.damage.length > 0 || read.more !== undefined;
  if (missing)
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The exported journal is not whole: some of its files cannot be read. Verify Journal names them.',
      ),
    );
}

export function journalHandlers(
  deps: Deps,
): Readonly<Record<JournalCommand, (...args: unknown[]) => Promise<unknown>>> {
  const { app, journal, register, showText } = deps;
  return {
    [Command.showJournal]: async (...args) => {
      const asked = v.safeParse(JournalArgument, args[0]);
      const portal = asked.success ? asked.output.portalId : await askedPortal(deps, args);
      if (portal === undefined) return;
      const pages = await journal.pages(portal);
      const page = asked.success ? asked.output.page : await pickPage(pages);
      if (page === undefined) return;
      await showText('journal.md', journalText(await journal.read(portal, page), page, pages));
    },
    [Command.verifyJournal]: async (...args) => {
      const portal = await askedPortal(deps, args);
      if (portal === undefined) return;
      const { point, anchor, ...found } = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Verifying the journal…') },
        () => register.verify(portal),
      );
      await showText(
        'journal-verification.md',
        journalVerificationText({
          ...found,
          portalName: app.connections.get(portal)?.name ?? portal,
          at: app.clock.now(),
          registered: point?.lines ?? 0,
          ...(point === undefined ? {} : { head: point.head }),
          ...(anchor.point === undefined ? {} : { anchored: anchor.point.lines }),
          ...(anchor.why === undefined ? {} : { notAsked: anchor.why }),
        }),
      );
    },
    [Command.exportJournal]: async (...args) => {
      const portal = await askedPortal(deps, args);
      if (portal !== undefined) await exportJournal(deps, portal);
    },
  };
}
