// What a person may read is said in the language of the editor: `l10n.t` of a literal, at the moment it is made (CONTRIBUTING.md, "A text").
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { sourceFiles } from './imports';

const root = path.resolve(__dirname, '../../..');

/** Parts of core that get their words from ui, or have them in the one table that scripts/l10n.ts reads; and the two files that hand texts on. */
const elsewhere =
  /^src\/(core\/(files\/|policy\/policyTexts\.ts$|treeModel)|ui\/(language|files\/words)\.ts$)/;

/** Constants that no person's language changes: names of Esri's products, columns of an export, words of the wire. */
const sameEverywhere = new Set([
  'entitlementNames',
  'listingNames',
  'appNames',
  'userTypeNames',
  'header',
  'doneStates',
]);

/** What a program reads: method and path of a request, a field of a query, markup. */
const forPrograms = /^((GET|POST) |[a-z]+: \{\}$|<!DOCTYPE |default-src )/;

/** A blank, and a word of small letters that is no part of a path, a key, a name or an icon. */
const readsLikeText = (text: string): boolean =>
  / /.test(text) &&
  /(?<![\w/:.%-])[a-z]{3,}(?![\w/=]|:\S)/.test(text.replace(/\$\([\w~-]+\)/g, '')) &&
  !forPrograms.test(text);

/** The words of a literal; a template's with `{}` for each of its places. */
function wordsOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head, ...node.templateSpans.map(span => span.literal)].map(part => part.text).join('{}');
}

const isTranslation = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) && /^(vscode\.)?l10n\.t$/.test(node.expression.getText());

/** The log, errors for programmers, types and schemas' own messages speak English. */
function speaksEnglish(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isVariableDeclaration(node)) return sameEverywhere.has(node.name.getText());
  if (ts.isNewExpression(node))
    return /^(?!PortalError$)\w*(Error|Exception)$/.test(node.expression.getText());
  return ts.isCallExpression(node) && /(^|\.)#?log\??\.\w+$|^v\.check$/.test(node.expression.getText());
}

/** Texts that stay in English, as `file:line text`: those outside `l10n.t`, and those that it is given too early or not as a literal. */
export function untranslated(file: string, source: string): string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const report = (node: ts.Node, why = ''): void => {
    const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    found.push(`${file}:${line} ${why}${node.getText().replaceAll(/\s+/g, ' ')}`);
  };
  const visit = (node: ts.Node, inFunction: boolean): void => {
    if (speaksEnglish(node)) return;
    const words = wordsOf(node);
    if (words !== undefined && readsLikeText(words)) report(node);
    const within = inFunction || ts.isFunctionLike(node);
    if (isTranslation(node)) {
      const [text, ...places] = node.arguments;
      if (text === undefined || !ts.isStringLiteralLike(text)) report(node, 'not a literal: ');
      if (!inFunction) report(node, 'while the module loads: ');
      for (const place of places) visit(place, within);
      return;
    }
    ts.forEachChild(node, child => visit(child, within));
  };
  visit(tree, false);
  return found;
}

describe('texts for people', () => {
  for (const folder of ['src/arcgis', 'src/core', 'src/services', 'src/ui']) {
    it(`are said in the language of the editor in ${folder}`, () => {
      const files = sourceFiles(folder).filter(file => !elsewhere.test(file));
      assert.ok(files.length > 10);
      const texts = files.flatMap(file => untranslated(file, readFileSync(path.join(root, file), 'utf8')));
      assert.deepEqual(texts, []);
    });
  }

  it('would be found where they are not', () => {
    const found = (text: string): number => untranslated('x.ts', text).length;
    const inside = (text: string): number => found(`function f() { ${text} }`);
    assert.equal(inside("throw new PortalError(fault, 'The portal is gone.');"), 1);
    assert.equal(inside('return `Not sent: ${why}`;'), 1);
    assert.equal(inside('return { reason: `Not sent, and ${why}` };'), 1);
    assert.equal(inside("return count === 1 ? 'one member' : l10n.t('{0} members', count);"), 1);
    assert.equal(inside("return l10n.t('{0} is {1}', name, 'not there');"), 1);
    assert.equal(inside('return l10n.t(`Not sent: ${why}`);'), 1);
    assert.equal(inside("return l10n.t('Not sent: ' + why);"), 1);
    assert.equal(found("const text = l10n.t('Not sent.');"), 1);
    assert.equal(inside("return vscode.l10n.t('Not sent: {0}', why);"), 0);
    assert.equal(inside("log.warn(`The portal is gone: ${why}`); throw new Error('No such request.');"), 0);
    assert.equal(
      inside(
        "return ['GET portals/self', 'ArcGIS Pro', `${n} ms`, `Bearer ${token}`, `${names}: ${count}`];",
      ),
      0,
    );
  });
});
