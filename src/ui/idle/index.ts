// Offline radar and idle seats: a bundle of its own, loaded with the first report.
import '../language';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import { idleBlocks } from '../../core/idle/idleBlocks';
import type { IdleDocument } from '../../core/idle/idleBlocks';
import { idleCsv } from '../../core/idle/idleCsv';
import { idleSteps } from '../../core/idle/idleReport';
import { reclaimSteps } from '../../core/idle/reclaim';
import type { ReclaimFacts } from '../../core/idle/reclaim';
import { blocksMarkdown } from '../../core/idle/reportBlocks';
import { inertText } from '../../core/inertText';
import { itemId as toItemId, userKey } from '../../core/ids';
import type { ItemId, PortalId, Username } from '../../core/ids';
import type { PortalConnection } from '../../core/model';
import { isAbort, PortalError } from '../../core/problem';
import { readIdle } from '../../services/idle/readIdle';
import { recentGrants, seatKey } from '../../services/idle/recentGrants';
import type { JournalStore } from '../../services/journal/journalTypes';
import { withAbort } from '../adapters';
import type { App } from '../app';
import { inTurns } from '../inTurns';
import { notUnderstood } from '../notUnderstood';
import { readArguments } from '../readArguments';
import { saveFile, proposedName } from '../saveFile';
import { savedPortal } from '../savedPortal';
import type { TextDocuments } from '../textDocuments';
import { targetsOf } from '../tree/nodeTarget';
import { askDays } from './askDays';
import { IdlePages } from './idlePages';
import type { IdlePage, IdleSubject } from './idlePages';

const Arguments = v.strictObject({
  portalId: v.optional(v.string()),
  itemId: v.optional(v.pipe(v.string(), v.transform(toItemId))),
  days: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650))),
  anew: v.optional(v.boolean()),
  format: v.optional(v.picklist(['markdown', 'csv'])),
});
type Asked = Omit<v.InferOutput<typeof Arguments>, 'portalId'> & { readonly subject?: IdleSubject };

export interface IdleSeats extends Disposable {
  /** Shows the report of a portal or of one listing: a row of the tree, nothing from the palette, or `{ portalId?, itemId?, days?, anew? }`. */
  show(args: readonly unknown[]): Promise<void>;
  /** Reads once more and proposes the plan that gives idle seats back: the report in front, or `{ portalId, itemId?, days? }`. */
  planReclaim(args: readonly unknown[]): Promise<void>;
  /** Saves the report in front, or that of `{ portalId, itemId?, format? }`, where the administrator says. */
  save(args: readonly unknown[]): Promise<void>;
}

export function createIdleSeats(
  app: App,
  documents: TextDocuments,
  journal: () => Promise<Pick<JournalStore, 'pages' | 'read'>>,
): IdleSeats {
  const pages = new IdlePages(documents);
  let lastDays: number | undefined;

  function asked([first, second]: readonly unknown[]): Asked {
    const [row] = targetsOf(first, second);
    if (row !== undefined)
      return {
        subject: { portalId: row.portalId, ...(row.itemId === undefined ? {} : { itemId: row.itemId }) },
      };
    const { portalId, itemId, ...rest } = readArguments(Arguments, first, notUnderstood);
    if (portalId === undefined) return rest;
    return {
      ...rest,
      subject: {
        portalId: savedPortal(app.connections, portalId),
        ...(itemId === undefined ? {} : { itemId }),
      },
    };
  }

  function connectionOf(portalId: PortalId): PortalConnection {
    const connection = app.connections.get(savedPortal(app.connections, portalId));
    if (connection === undefined) throw new Error(`No portal ${portalId}.`);
    return connection;
  }

  async function reclaimFacts(connection: PortalConnection, signal: AbortSignal): Promise<ReclaimFacts> {
    // Reading policies is in the bundle of policies, and not in this one again.
    const { policySources, readReclaimFacts } = await import('../policy/index');
    const unread: string[] = [];
    const sources = await policySources(name => unread.push(name));
    if (unread[0] !== undefined)
      throw new PortalError(
        { kind: 'badInput' },
        vscode.l10n.t(
          '{0} cannot be read, so nothing is planned: it may protect members. Mend or remove the file.',
          unread[0],
        ),
      );
    return readReclaimFacts(app, connection, sources, signal);
  }

  const ownDays = (): number =>
    lastDays ?? vscode.workspace.getConfiguration('arcgisEntitlements').get('idleDays', 365);

  /** Reads with a notification that can be cancelled; undefined when it was. */
  async function reading<T>(
    title: string,
    work: (signal: AbortSignal, tell: (message: string) => void) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, cancellable: true, title: inertText(title) },
        (progress, token) =>
          withAbort(token, signal =>
            work(signal, message => progress.report({ message: inertText(message) })),
          ),
      );
    } catch (error) {
      if (isAbort(error)) return undefined;
      throw error;
    }
  }

  async function read(
    { portalId, itemId }: IdleSubject,
    days: number,
    anew: boolean,
    signal: AbortSignal,
    tell: (message: string) => void,
  ): Promise<IdleDocument> {
    const { sources, unread } = await readIdle(app, portalId, {
      ...(itemId === undefined ? {} : { itemId }),
      anew,
      signal,
      progress: (done, of) => tell(vscode.l10n.t('{0} of {1} listings', done, of)),
    });
    const report = await inTurns(idleSteps(sources, days, app.clock.now()), () => !signal.aborted);
    if (report === undefined) throw new DOMException('cancelled', 'AbortError');
    return { portalName: connectionOf(portalId).name, report, unread };
  }

  const titleOf = ({ itemId }: IdleSubject, { portalName, report }: IdleDocument): string =>
    itemId === undefined ? portalName : (report.listings[0]?.title ?? portalName);

  async function show(args: readonly unknown[]): Promise<IdlePage | undefined> {
    const given = asked(args);
    const portal = given.subject?.portalId ?? (await app.pickPortal());
    if (portal === undefined) return undefined;
    const subject = given.subject ?? { portalId: portal };
    const days = given.days ?? (await askDays(ownDays()));
    if (days === undefined) return undefined;
    lastDays = days;
    const { name } = connectionOf(portal);
    const document = await reading(
      vscode.l10n.t('Looking for offline licenses and idle seats at {0}', name),
      (signal, tell) => read(subject, days, given.anew === true, signal, tell),
    );
    if (document === undefined) return undefined;
    await pages.show(subject, document, titleOf(subject, document));
    return { subject, document };
  }

  async function planReclaim(args: readonly unknown[]): Promise<void> {
    const given = asked(args);
    const page = given.subject === undefined ? pages.active() : pages.page(given.subject);
    const subject = given.subject ?? page?.subject;
    const days = given.days ?? page?.document.report.days;
    if (subject === undefined || days === undefined) {
      const shown = await show(args);
      if (shown !== undefined) await planReclaim([{ ...shown.subject, days: shown.document.report.days }]);
      return;
    }
    const { portalId } = subject;
    await app.requireWrite(portalId);
    const connection = connectionOf(portalId);
    const document = await reading(
      vscode.l10n.t('Reading who may give back what at {0}', connection.name),
      async (signal, tell): Promise<IdleDocument> => {
        const [lists, facts] = await Promise.all([
          read(subject, days, true, signal, tell),
          reclaimFacts(connection, signal),
        ]);
        const created = new Map<string, number>();
        for (const one of facts.members.items)
          if (one.created !== undefined) created.set(userKey(one.username), one.created);
        const granted = await recentGrants(await journal(), portalId, lists.report.since);
        const grantedAt = (itemId: ItemId, name: Username): number | undefined =>
          granted.get(seatKey(itemId, name));
        const steps = reclaimSteps(lists.report, { ...facts, grantedAt });
        const reclaim = await inTurns(steps, () => !signal.aborted);
        if (reclaim === undefined) throw new DOMException('cancelled', 'AbortError');
        return { ...lists, created, reclaim, protecting: [...new Set(facts.protectedBy.values())] };
      },
    );
    if (document?.reclaim === undefined) return;
    await pages.show(subject, document, titleOf(subject, document));
    const { changes } = document.reclaim;
    if (changes.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is nothing to give back. The report says who was left alone and why.'),
      );
      return;
    }
    await app.plans.propose({
      portalId,
      title: vscode.l10n.t('Reclaim seats not used for {0} days', days),
      changes,
    });
  }

  async function save(args: readonly unknown[]): Promise<void> {
    const given = asked(args);
    const page = given.subject === undefined ? pages.active() : pages.page(given.subject);
    if (page === undefined)
      throw new PortalError(
        { kind: 'badInput' },
        vscode.l10n.t('There is no report to save. Run "Offline Radar and Idle Seats" first.'),
      );
    const { subject, document } = page;
    const isCsv = given.format === 'csv';
    const text = isCsv ? idleCsv(document) : blocksMarkdown(idleBlocks(document));
    await saveFile(
      new TextEncoder().encode(text),
      proposedName(['idle-seats', titleOf(subject, document)], document.report.now, isCsv ? 'csv' : 'md'),
      isCsv ? { CSV: ['csv'] } : { Markdown: ['md'] },
    );
  }

  return {
    show: async args => {
      await show(args);
    },
    planReclaim,
    save,
    dispose: () => pages.dispose(),
  };
}
