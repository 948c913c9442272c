// The Plan view: preview, progress per member, and report in one place.
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import { View } from '../commandIds';
import type { PlanBoard } from './planState';
import { planNodes } from './planNodes';
import type { PlanNode } from './planNodeParts';

/** At most this many redraws a second while members change. */
const redrawMs = 200;

export function createPlanView(board: PlanBoard): Disposable & { reveal(): Promise<void> } {
  const changed = new vscode.EventEmitter<PlanNode | undefined>();
  let timer: NodeJS.Timeout | undefined;
  let roots: readonly PlanNode[] = [];
  const provider: vscode.TreeDataProvider<PlanNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: node =>
      node === undefined ? [...(roots = planNodes(board.current, board))] : [...(node.children?.() ?? [])],
    getParent: () => undefined,
    getTreeItem: node => {
      const item = new vscode.TreeItem(
        node.label,
        node.children === undefined
          ? vscode.TreeItemCollapsibleState.None
          : node.expanded === true
            ? vscode.TreeItemCollapsibleState.Expanded
            : vscode.TreeItemCollapsibleState.Collapsed,
      );
      // With the plan's id, so that a new plan does not inherit what was open in the last one.
      item.id = `${planId(board)}/${node.id}`;
      if (node.description !== undefined) item.description = node.description;
      item.tooltip =
        node.tooltip ?? [node.label, node.description].filter(text => text !== undefined).join('\n');
      if (node.icon !== undefined) item.iconPath = node.icon;
      if (node.context !== undefined) item.contextValue = node.context;
      item.accessibilityInformation = {
        label: [node.label, node.description].filter(text => text !== undefined).join(', '),
      };
      return item;
    },
  };
  const view = vscode.window.createTreeView(View.plan, { treeDataProvider: provider, showCollapseAll: true });
  const subscription = board.onDidChange(what => {
    if (what === 'all') {
      clearTimeout(timer);
      timer = undefined;
      changed.fire(undefined);
      return;
    }
    timer ??= setTimeout(() => {
      timer = undefined;
      changed.fire(undefined);
    }, redrawMs);
  });
  return {
    reveal: async () => {
      await vscode.commands.executeCommand(`${View.plan}.focus`);
      const head = roots[0];
      if (head === undefined || !view.visible) return;
      // Between two states the rows known here are those of the last one, which the view does not have any more. The view stands; which row is selected in it is a courtesy.
      await Promise.resolve(view.reveal(head, { focus: true, select: true })).catch(() => undefined);
    },
    dispose: () => {
      clearTimeout(timer);
      subscription.dispose();
      view.dispose();
      changed.dispose();
    },
  };
}

function planId(board: PlanBoard): string {
  const { current } = board;
  return 'plan' in current ? current.plan.id : '';
}
