// The Portals view as VS Code knows it from activation on. Its rows come from the composition, which is loaded when VS Code first asks for one.
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import { View } from '../commandIds';
import type { TreeElement, TreeRows } from './treeRows';

export interface LatePortalsView extends Disposable {
  readonly view: vscode.TreeView<TreeElement>;
  /** From now on the view shows these. */
  attach(rows: TreeRows): void;
}

/** @param load makes whoever calls {@link LatePortalsView.attach}. */
export function createLatePortalsView(load: () => Promise<unknown>): LatePortalsView {
  const changed = new vscode.EventEmitter<TreeElement | undefined>();
  let rows: TreeRows | undefined;
  let link: vscode.Disposable | undefined;
  const view = vscode.window.createTreeView<TreeElement>(View.portals, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: element =>
        rows === undefined ? load().then(() => rows?.getChildren(element) ?? []) : rows.getChildren(element),
      // VS Code hands back what getChildren gave: there are rows by then.
      getParent: element => rows?.getParent(element),
      getTreeItem: element => rows?.getTreeItem(element) ?? new vscode.TreeItem(''),
    },
    canSelectMany: true,
    showCollapseAll: true,
  });
  return {
    view,
    attach: made => {
      rows = made;
      link = made.onDidChangeTreeData(element => changed.fire(element));
    },
    dispose: () => {
      link?.dispose();
      view.dispose();
      changed.dispose();
    },
  };
}
