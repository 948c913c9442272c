// Rows of the pure model as a TreeDataProvider. VS Code knows a row by the object it was given, so each id keeps one object for its life, and
// a change is announced for the smallest of them that covers it.
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { TooltipLine, TreeNode } from '../../core/tree/treeModelTypes';
import { Command } from '../commandIds';

export interface TreeElement {
  readonly id: string;
  /** Replaced whenever the row is made anew. */
  node: TreeNode;
  readonly parent: TreeElement | undefined;
}

/** True for a row of one of our trees, whichever bundle made it. */
export function isTreeElement(value: unknown): value is TreeElement {
  if (typeof value !== 'object' || value === null || !('node' in value)) return false;
  const { node } = value;
  if (typeof node !== 'object' || node === null || !('target' in node)) return false;
  const { target } = node;
  return (
    typeof target === 'object' &&
    target !== null &&
    'portalId' in target &&
    typeof target.portalId === 'string'
  );
}

export interface RowSource {
  /** The rows below `node` (or the root's), from what is known now; starts nothing. */
  list(node: TreeNode | undefined): readonly TreeNode[];
  /** Called when VS Code asks for the rows: the time to start reading what is missing. */
  opened(node: TreeNode | undefined): void;
}

const rootId = '';

export class TreeRows implements vscode.TreeDataProvider<TreeElement>, vscode.Disposable {
  readonly #source: RowSource;
  readonly #elements = new Map<string, TreeElement>();
  readonly #children = new Map<string, readonly string[]>();
  readonly #changed = new vscode.EventEmitter<TreeElement | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(source: RowSource) {
    this.#source = source;
  }

  getChildren(element?: TreeElement): TreeElement[] {
    const rows = this.#adopt(element);
    this.#source.opened(element?.node);
    return rows;
  }

  getParent(element: TreeElement): TreeElement | undefined {
    return element.parent;
  }

  getTreeItem(element: TreeElement): vscode.TreeItem {
    return treeItemOf(element);
  }

  /** The row with this id, where it was shown. */
  get(id: string): TreeElement | undefined {
    return this.#elements.get(id);
  }

  /** All rows that were shown and for which `test` holds. */
  find(test: (node: TreeNode) => boolean): readonly TreeElement[] {
    return [...this.#elements.values()].filter(element => test(element.node));
  }

  /** Announces a change of one row, or of the row above when rows appeared or went beside it. */
  refresh(element: TreeElement | undefined): void {
    if (element === undefined) {
      this.#changed.fire(undefined);
      return;
    }
    // A row that went was announced with the one above it.
    if (this.#elements.get(element.id) !== element) return;
    const parentId = element.parent?.id ?? rootId;
    const before = this.#children.get(parentId);
    this.#adopt(element.parent);
    const after = this.#children.get(parentId);
    const same = before?.length === after?.length && before?.every((id, at) => id === after?.[at]) === true;
    if (same) this.#changed.fire(element);
    else this.refresh(element.parent);
  }

  /**
   * Announces what changed at the top: single rows where the same ones stand there, everything otherwise. While everything is announced, VS Code knows
   * no row for a moment, and a context menu that is open then runs its command without its row.
   */
  refreshTop(): void {
    const before = this.#children.get(rootId) ?? [];
    const were = before.map(id => this.#elements.get(id)?.node);
    const now = this.#adopt(undefined);
    if (now.length !== before.length || now.some((element, at) => element.id !== before[at])) {
      this.#changed.fire(undefined);
      return;
    }
    for (const [at, element] of now.entries()) {
      const below = this.#children.get(element.id);
      const same =
        isDeepStrictEqual(element.node, were[at]) &&
        (below === undefined ||
          isDeepStrictEqual(
            below.map(id => this.#elements.get(id)?.node),
            this.#source.list(element.node),
          ));
      if (!same) this.#changed.fire(element);
    }
  }

  /** Makes the rows below `element` anew, keeping the objects of those that stay. */
  #adopt(element: TreeElement | undefined): TreeElement[] {
    const parentId = element?.id ?? rootId;
    const nodes = this.#source.list(element?.node);
    const ids = nodes.map(node => node.id);
    const stay = new Set(ids);
    for (const id of this.#children.get(parentId) ?? []) if (!stay.has(id)) this.#drop(id);
    this.#children.set(parentId, ids);
    return nodes.map(node => {
      const known = this.#elements.get(node.id);
      if (known) {
        known.node = node;
        return known;
      }
      const made: TreeElement = { id: node.id, node, parent: element };
      this.#elements.set(node.id, made);
      return made;
    });
  }

  #drop(id: string): void {
    for (const child of this.#children.get(id) ?? []) this.#drop(child);
    this.#children.delete(id);
    this.#elements.delete(id);
  }

  dispose(): void {
    this.#changed.dispose();
    this.#elements.clear();
    this.#children.clear();
  }
}

const actions = {
  loadMore: Command.loadMore,
  completeList: Command.completeList,
  retry: Command.retry,
  signIn: Command.signIn,
} as const satisfies Record<Exclude<NonNullable<TreeNode['action']>, 'openPolicy'>, Command>;

const collapsible = (node: TreeNode): vscode.TreeItemCollapsibleState =>
  node.children === 'none'
    ? vscode.TreeItemCollapsibleState.None
    : node.open === true
      ? vscode.TreeItemCollapsibleState.Expanded
      : vscode.TreeItemCollapsibleState.Collapsed;

/** A row as VS Code draws it. Label and description are plain text there; the tooltip is made by `appendText` alone. */
export function treeItemOf(element: TreeElement): vscode.TreeItem {
  const { node } = element;
  const item = new vscode.TreeItem(node.label, collapsible(node));
  item.id = node.id;
  if (node.description !== undefined) item.description = node.description;
  item.tooltip = tooltipOf(node.tooltip);
  item.iconPath = new vscode.ThemeIcon(
    node.icon.name,
    node.icon.color === undefined ? undefined : new vscode.ThemeColor(node.icon.color),
  );
  item.contextValue = node.flags.join(' ');
  item.accessibilityInformation = { label: node.accessibilityLabel };
  const command = commandOf(element);
  if (command) item.command = command;
  return item;
}

/** What a click on the row does. */
function commandOf(element: TreeElement): vscode.Command | undefined {
  const { action, label, target } = element.node;
  if (action === undefined) return undefined;
  if (action !== 'openPolicy') return { command: actions[action], title: label, arguments: [element] };
  const { policy } = target;
  return policy === undefined
    ? undefined
    : { command: 'vscode.open', title: label, arguments: [vscode.Uri.parse(policy, true)] };
}

/** Text of a portal never becomes markup: neither a link, nor a command, nor an image can come out of it. */
function tooltipOf(lines: readonly TooltipLine[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', false);
  text.isTrusted = false;
  text.supportHtml = false;
  text.appendText(
    lines.map(line => (line.name === undefined ? line.value : `${line.name}: ${line.value}`)).join('\n'),
  );
  return text;
}
