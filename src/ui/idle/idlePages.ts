// The reports that are shown: each is a read-only document with its actions above the first line.
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/emitter';
import type { Disposable } from '../../core/emitter';
import { idleBlocks } from '../../core/idle/idleBlocks';
import type { IdleDocument } from '../../core/idle/idleBlocks';
import { blocksText } from '../../core/idle/reportBlocks';
import type { ItemId, PortalId } from '../../core/ids';
import { Command } from '../commandIds';
import { proposedName } from '../saveFile';
import type { TextDocuments } from '../textDocuments';

/** What a report is about. */
export interface IdleSubject {
  readonly portalId: PortalId;
  /** One listing; the whole organization when absent. */
  readonly itemId?: ItemId;
}

export interface IdlePage {
  readonly subject: IdleSubject;
  readonly document: IdleDocument;
}

const keyOf = ({ portalId, itemId }: IdleSubject): string => JSON.stringify([portalId, itemId]);

/** A page's text is plain: names and titles of others are never markup, and every table can be read and searched as it stands. */
export class IdlePages implements Disposable {
  readonly #documents: TextDocuments;
  readonly #pages = new Map<string, IdlePage & { readonly name: string }>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #parts = new DisposableStore();

  constructor(documents: TextDocuments) {
    this.#documents = documents;
    this.#parts.add(this.#changed);
    this.#parts.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
    this.#parts.add(
      vscode.languages.registerCodeLensProvider(
        { scheme: 'arcgis-entitlements', pattern: '/idle/**' },
        {
          onDidChangeCodeLenses: this.#changed.event,
          provideCodeLenses: ({ uri }) =>
            this.#actions(uri).map(command => new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)),
        },
      ),
    );
  }

  page(subject: IdleSubject): IdlePage | undefined {
    return this.#pages.get(keyOf(subject));
  }

  /** The page in the active editor. */
  active(): IdlePage | undefined {
    const path = vscode.window.activeTextEditor?.document.uri.path;
    return [...this.#pages.values()].find(one => `/${one.name}` === path);
  }

  /** Shows a report in place of the one about the same. */
  async show(subject: IdleSubject, document: IdleDocument, title: string): Promise<void> {
    const known = this.#pages.get(keyOf(subject))?.name;
    const folder = encodeURIComponent(keyOf(subject)).replaceAll('%', '-');
    const name = known ?? `idle/${folder}/${proposedName(['idle-seats', title], document.report.now, 'txt')}`;
    this.#pages.set(keyOf(subject), { subject, document, name });
    await this.#documents.showText(name, blocksText(idleBlocks(document)));
    this.#changed.fire();
  }

  #actions(uri: vscode.Uri): readonly vscode.Command[] {
    const page = [...this.#pages.values()].find(one => `/${one.name}` === uri.path);
    if (page === undefined) return [];
    const { subject, document } = page;
    const about = { ...subject, days: document.report.days };
    return [
      ...(vscode.workspace.isTrusted
        ? [
            {
              command: Command.planReclaim,
              title: vscode.l10n.t('Plan to Reclaim…'),
              tooltip: vscode.l10n.t(
                'Read once more, and plan to give back what is idle. Nothing is changed yet.',
              ),
              arguments: [about],
            },
          ]
        : []),
      {
        command: Command.saveIdleSeats,
        title: vscode.l10n.t('Save as Markdown…'),
        arguments: [{ ...subject, format: 'markdown' }],
      },
      {
        command: Command.saveIdleSeats,
        title: vscode.l10n.t('Save as CSV…'),
        arguments: [{ ...subject, format: 'csv' }],
      },
      { command: Command.showIdleSeats, title: vscode.l10n.t('Other Threshold…'), arguments: [subject] },
      {
        command: Command.showIdleSeats,
        title: vscode.l10n.t('Read Again'),
        arguments: [{ ...about, anew: true }],
      },
    ];
  }

  dispose(): void {
    for (const { name } of this.#pages.values()) this.#documents.forget(name);
    this.#parts.dispose();
  }
}
