// What an administrator chose for a file: its portal, product, listing, and what it is to be treated as. Kept by the file's address, for all windows.
import type * as vscode from 'vscode';
import type { Disposable, Event } from '../../../core/emitter';
import { Emitter } from '../../../core/emitter';
import type { FileKind } from '../../../core/files/fileKinds';
import { importableKinds } from '../../../core/files/fileKinds';
import { itemId, portalId } from '../../../core/ids';
import type { ItemId, PortalId } from '../../../core/ids';
import type { PortalConnection, PortalKind } from '../../../core/model';
import type { App } from '../../app';
import type { ChoicesState } from '../recognise';
import { fileChoicesKey, fileChoicesState } from '../recognise';

/** What a file is to be treated as; `none`: nothing of ours, whatever it looks like. */
export type TreatedAs = Exclude<FileKind, 'licensePolicy'> | 'none';

/** Everything that was chosen for one file. Absent: not chosen, so that the file, or the only portal there is, decides. */
export interface FileChoice {
  readonly portalId?: PortalId;
  /** Product of an entitlements file. */
  readonly appId?: string;
  /** Listing of member assignments that name none. */
  readonly itemId?: ItemId;
  readonly as?: TreatedAs;
}

/** A change of a choice: a key that is undefined is forgotten, one that is left out stays. */
export type ChoiceChange = { readonly [Key in keyof FileChoice]?: FileChoice[Key] | undefined };

type AppForChoices = Pick<App, 'context' | 'connections' | 'pickPortal' | 'report'>;

/** So many files are remembered; the one that was chosen for longest ago goes first. */
const mostFiles = 300;

/** The generation of portal that a kind of file is for; absent for kinds that every portal takes. */
const portalKindOf: Partial<Record<FileKind, PortalKind>> = {
  entitlements: 'legacy',
  portalLicense: 'enterprise',
};

/** Whether a portal can do anything with a file of this kind (product.md, kinds of file). */
export function fitsPortal(kind: FileKind | undefined, connection: Pick<PortalConnection, 'kind'>): boolean {
  const wanted = kind === undefined ? undefined : portalKindOf[kind];
  return wanted === undefined || wanted === connection.kind;
}

/**
 * The choices of all files: of those of a workspace that is not trusted, and of documents without a file, in the workspace's state, all others in the
 * global one. Nothing of a file's content is in it.
 */
export class FileChoices implements Disposable {
  readonly #app: AppForChoices;
  readonly #isTrusted: () => boolean;
  readonly #changed = new Emitter<string>();
  readonly #link: Disposable;

  /** What was chosen so far, as `recognise` and the menus read it. */
  readonly state: ChoicesState;

  /** Fires with the URI, as text, of the file whose choice changed. */
  readonly onDidChange: Event<string> = this.#changed.event;

  /** `isTrusted`: whether the workspace is; asked each time, since it may become so. */
  constructor(app: AppForChoices, isTrusted: () => boolean) {
    this.#app = app;
    this.#isTrusted = isTrusted;
    this.state = fileChoicesState(app.context, isTrusted);
    this.#link = app.connections.onDidChange(id => {
      if (app.connections.get(id) === undefined) void this.#forgetPortal(id).catch(app.report);
    });
  }

  /** What was chosen for the file. A portal that is no longer saved does not count. */
  of(uri: vscode.Uri): FileChoice {
    const { portalId: portal, ...rest } = this.#read()[uri.toString()] ?? {};
    return portal === undefined || this.#app.connections.get(portal) === undefined
      ? rest
      : { ...rest, portalId: portal };
  }

  /** Remembers a choice beside what was chosen before; resolves when it is kept. */
  async choose(uri: vscode.Uri, change: ChoiceChange): Promise<void> {
    const key = uri.toString();
    const { [key]: before, ...others } = this.#read();
    const after = defined({ ...before, ...change });
    if (JSON.stringify(before ?? {}) === JSON.stringify(after)) return;
    await this.#write(Object.keys(after).length === 0 ? others : { ...others, [key]: after });
    this.#changed.fire(key);
  }

  /** Takes what was chosen for a file over to the name that it has now. */
  async moved(from: vscode.Uri, to: vscode.Uri): Promise<void> {
    const { [from.toString()]: choice, ...others } = this.#read();
    if (choice === undefined) return;
    await this.#write({ ...others, [to.toString()]: choice });
    this.#changed.fire(from.toString());
    this.#changed.fire(to.toString());
  }

  /**
   * The portal for what runs in the background: the one chosen for the file, else, in a workspace that is trusted, the only saved one. Undefined
   * where that does not fit the kind, or where several could be meant: nothing is asked, and nothing is sent anywhere that was not chosen. What a
   * file of somebody else says must not make the administrator's account ask anything.
   */
  background(uri: vscode.Uri, kind: FileKind | undefined): PortalConnection | undefined {
    const { portalId: chosen } = this.of(uri);
    const all = chosen === undefined && this.#isTrusted() ? this.#app.connections.list() : [];
    const only = all.length === 1 ? all[0] : undefined;
    const found = chosen === undefined ? only : this.#app.connections.get(chosen);
    return found !== undefined && fitsPortal(kind, found) ? found : undefined;
  }

  /**
   * The portal for what an administrator does with the file: the one chosen before, else the only saved one of the fitting generation without a
   * question, else the administrator's choice. Remembered for the file.
   * @returns undefined when the administrator cancelled
   * @throws PortalError `badInput` when no portal is saved
   */
  async portalFor(uri: vscode.Uri, kind?: FileKind): Promise<PortalId | undefined> {
    const { portalId: chosen } = this.of(uri);
    if (chosen !== undefined) return chosen;
    const fitting = this.#app.connections.list().filter(one => fitsPortal(kind, one));
    const [only] = fitting;
    const picked = fitting.length === 1 && only !== undefined ? only.id : await this.#app.pickPortal();
    if (picked !== undefined) await this.choose(uri, { portalId: picked });
    return picked;
  }

  /** Asks for the portal of the file anew, and remembers it. Undefined when cancelled. @throws PortalError `badInput` when no portal is saved */
  async choosePortal(uri: vscode.Uri, placeHolder?: string): Promise<PortalId | undefined> {
    const picked = await this.#app.pickPortal(placeHolder);
    if (picked !== undefined) await this.choose(uri, { portalId: picked });
    return picked;
  }

  dispose(): void {
    this.#link.dispose();
    this.#changed.dispose();
  }

  async #forgetPortal(id: PortalId): Promise<void> {
    const all = this.#read();
    const about = Object.keys(all).filter(key => all[key]?.portalId === id);
    if (about.length === 0) return;
    const left = Object.entries(all).flatMap(([key, choice]): [string, FileChoice][] => {
      if (choice.portalId !== id) return [[key, choice]];
      // Product and listing are of the portal that is gone.
      return choice.as === undefined ? [] : [[key, { as: choice.as }]];
    });
    await this.#write(Object.fromEntries(left));
    for (const key of about) this.#changed.fire(key);
  }

  #read(): Readonly<Record<string, FileChoice>> {
    const stored = this.state.get(fileChoicesKey);
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(Object.entries(stored).map(([key, value]) => [key, readChoice(value)]));
  }

  async #write(all: Readonly<Record<string, FileChoice>>): Promise<void> {
    // Keys keep the order in which they came: the last are the newest.
    const kept = Object.entries(all).slice(-mostFiles);
    const { globalState, workspaceState } = this.#app.context;
    // Another window has another "Untitled-1". And what a workspace that is not trusted has of a file counts in it alone.
    const isOfWindow = ([key]: readonly [string, unknown]): boolean =>
      !this.#isTrusted() || key.startsWith('untitled:');
    if (this.#isTrusted())
      await globalState.update(fileChoicesKey, Object.fromEntries(kept.filter(one => !isOfWindow(one))));
    await workspaceState.update(fileChoicesKey, Object.fromEntries(kept.filter(isOfWindow)));
  }
}

/** The choices of this window: one object for all bundles, so that each hears what another changes. */
export const fileChoicesOf = (app: Pick<App, 'fileChoices'>): FileChoices => app.fileChoices;

/** The state outlives versions of the program: what this one does not understand does not count. */
function readChoice(value: unknown): FileChoice {
  if (typeof value !== 'object' || value === null) return {};
  const text = (key: string): string | undefined => {
    const found: unknown = Reflect.get(value, key);
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  const [portal, appId, item, as] = ['portalId', 'appId', 'itemId', 'as'].map(text);
  const treated = (['none', ...importableKinds] as const).find(one => one === as);
  return defined({
    portalId: portal === undefined ? undefined : portalId(portal),
    appId,
    itemId: item === undefined ? undefined : itemId(item),
    as: treated,
  });
}

function defined(choice: ChoiceChange): FileChoice {
  const { portalId: portal, appId, itemId: item, as } = choice;
  return {
    ...(portal === undefined ? {} : { portalId: portal }),
    ...(appId === undefined ? {} : { appId }),
    ...(item === undefined ? {} : { itemId: item }),
    ...(as === undefined ? {} : { as }),
  };
}
