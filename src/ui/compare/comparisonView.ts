// The File Comparison view: there as long as there is a comparison, and a row in it opens the texts at its line.
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import { View } from '../commandIds';
import type { ComparisonNode } from './comparisonRows';
import { comparisonRows } from './comparisonRows';
import type { Shown } from './comparisonTypes';

export interface ComparisonView extends Disposable {
  /** Shows a comparison, or with undefined goes away. */
  show(shown: Shown | undefined): void;
  /** Brings the view into sight without taking the focus from the texts. */
  reveal(): Promise<void>;
}

/** @param openAt the command that opens the texts at an entry */
export function createComparisonView(openAt: (key: string) => vscode.Command): ComparisonView {
  const changed = new vscode.EventEmitter<ComparisonNode | undefined>();
  let current: Shown | undefined;
  let roots: readonly ComparisonNode[] = [];
  let generation = 0;
  const provider: vscode.TreeDataProvider<ComparisonNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: node => {
      if (node !== undefined) return [...(node.children?.() ?? [])];
      return [...(roots = current === undefined ? [] : comparisonRows(current))];
    },
    getParent: () => undefined,
    getTreeItem: node => {
      const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
      const item = new vscode.TreeItem(
        node.label,
        node.children === undefined ? None : node.expanded === true ? Expanded : Collapsed,
      );
      // With its own number, so that another comparison does not inherit what was open in the last one.
      item.id = `${generation}/${node.id}`;
      if (node.description !== undefined) item.description = node.description;
      const words = [node.label, node.description].filter(text => text !== undefined);
      item.tooltip = node.tooltip ?? words.join('\n');
      if (node.icon !== undefined) item.iconPath = node.icon;
      if (node.key !== undefined) item.command = openAt(node.key);
      item.accessibilityInformation = { label: words.join(', ') };
      return item;
    },
  };
  const view = vscode.window.createTreeView(View.comparison, {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  const setContext = (key: string, value: unknown): void => {
    void vscode.commands.executeCommand('setContext', key, value);
  };
  return {
    show: shown => {
      if (shown?.fileName !== current?.fileName || shown?.portalId !== current?.portalId) generation += 1;
      current = shown;
      setContext('arcgisEntitlements.hasComparison', shown !== undefined);
      setContext('arcgisEntitlements.comparisonKind', shown?.choices.kind);
      view.description = shown === undefined ? '' : `${shown.portalName} ↔ ${shown.fileName}`;
      changed.fire(undefined);
    },
    reveal: async () => {
      const [first] = roots;
      if (first === undefined) {
        // A view that was hidden until now has no rows to reveal: VS Code shows it by its own command, which takes the focus there.
        await vscode.commands.executeCommand(`${View.comparison}.focus`);
        return;
      }
      await Promise.resolve(view.reveal(first, { focus: false, select: false })).catch(() => undefined);
    },
    dispose: () => {
      setContext('arcgisEntitlements.hasComparison', false);
      view.dispose();
      changed.dispose();
    },
  };
}
