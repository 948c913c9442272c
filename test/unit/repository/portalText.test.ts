// What a portal says must not become a link or an icon of the editor: a message, a dialog, the title of a progress notification and the rows of
// a quick pick show it through src/core/inertText.ts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { sourceFiles } from './imports';

const root = path.resolve(__dirname, '../../..');
const messages = new Set(['showInformationMessage', 'showWarningMessage', 'showErrorMessage']);

function nameOf(call: ts.CallExpression): string {
  if (ts.isPropertyAccessExpression(call.expression)) return call.expression.name.text;
  return ts.isIdentifier(call.expression) ? call.expression.text : '';
}

/** Text of our own without a place for another's: a literal, `l10n.t` of a literal without arguments, or a choice between such. */
function isOurs(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node)) return true;
  if (ts.isConditionalExpression(node)) return isOurs(node.whenTrue) && isOurs(node.whenFalse);
  if (!ts.isCallExpression(node)) return false;
  const [text, ...more] = node.arguments;
  return nameOf(node) === 't' && text !== undefined && ts.isStringLiteralLike(text) && more.length === 0;
}

const isGuarded = (node: ts.Expression | undefined, guard: string): boolean =>
  node === undefined || isOurs(node) || (ts.isCallExpression(node) && nameOf(node) === guard);

function property(node: ts.Expression | undefined, name: string): ts.Expression | undefined {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return undefined;
  for (const one of node.properties) {
    if (ts.isShorthandPropertyAssignment(one) && one.name.text === name) return one.name;
    if (ts.isPropertyAssignment(one) && one.name.getText() === name) return one.initializer;
  }
  return undefined;
}

/** The texts that the editor would draw as they are, as `file:line text`. */
function unguarded(file: string, source: string): string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const check = (node: ts.Expression | undefined, guard: string): void => {
    if (node === undefined || isGuarded(node, guard)) return;
    const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    found.push(`${file}:${line} ${node.getText().replaceAll(/\s+/g, ' ')}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [first, second] = node.arguments;
      if (messages.has(nameOf(node))) {
        check(first, 'inertText');
        check(property(second, 'detail'), 'inertText');
      }
      // Elsewhere the title of a progress is not drawn.
      const where = property(first, 'location')?.getText();
      if (nameOf(node) === 'withProgress' && where?.endsWith('ProgressLocation.Notification') === true)
        check(property(first, 'title'), 'inertText');
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe('text of portals', () => {
  const files = sourceFiles('src/ui');

  it('reaches messages and progress notifications as inert text only', () => {
    const calls = files.flatMap(file => unguarded(file, readFileSync(path.join(root, file), 'utf8')));
    assert.deepEqual(calls, []);
  });

  it('would be found where it does not', () => {
    const found = (text: string): number => unguarded('x.ts', text).length;
    assert.equal(found("vscode.window.showErrorMessage(vscode.l10n.t('{0} is gone', name))"), 1);
    assert.equal(found('vscode.window.showWarningMessage(text, { modal: true, detail }, yes)'), 2);
    assert.equal(found('vscode.window.showWarningMessage(inertText(text), { modal: true })'), 0);
    assert.equal(found("vscode.window.showInformationMessage(vscode.l10n.t('Done.'))"), 0);
    const progress = 'vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title })';
    assert.equal(found(progress), 1);
    assert.equal(found('vscode.window.withProgress({ location: { viewId }, title })'), 0);
  });

  it('reaches the rows of quick picks as inert labels only', () => {
    const wrong = files.flatMap(file => {
      const source = readFileSync(path.join(root, file), 'utf8');
      return /showQuickPick|createQuickPick/.test(source)
        ? barePicks(source).map(text => `${file} ${text}`)
        : [];
    });
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      barePicks('{ label: plain(listing.title), description: inertLabel(a.id), detail: pool.key }'),
      ['plain(listing.title)', 'pool.key'],
    );
  });
});

/** What label, description or detail take straight from a value, or only made plain. */
const barePicks = (source: string): string[] =>
  [
    ...source.matchAll(
      /\b(?:label|description|detail): ((?:plain|entitlementName)\([^,\n]*\)|\w+\.[\w.]+(?=\s*[,}]))/g,
    ),
  ].map(([, text = '']) => text);
