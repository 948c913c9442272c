import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Emitter } from '../../../../src/core/emitter';
import { recognise } from '../../../../src/ui/files/recognise';
import { whenRecognised } from '../../../../src/ui/files/whenRecognised';

type Workspace = Parameters<typeof whenRecognised>[0];
const ours = '{"orgEntitlements": {}}';

function documentOf(name: string, text: string) {
  const shown = { text };
  const document = {
    uri: { path: `/w/${name}`, toString: () => `file:///w/${name}` },
    languageId: 'json',
    get lineCount() {
      return shown.text.split('\n').length;
    },
    lineAt: (line: number) => ({ text: shown.text.split('\n')[line] ?? '' }),
  } as unknown as vscode.TextDocument;
  return { document, type: (now: string) => (shown.text = now) };
}

/** A workspace with these documents open. */
function given(...open: readonly vscode.TextDocument[]) {
  const opened = new Emitter<vscode.TextDocument>();
  const changed = new Emitter<vscode.TextDocumentChangeEvent>();
  const listening = { opened: 0, changed: 0 };
  const counted =
    <T>(emitter: Emitter<T>, what: keyof typeof listening) =>
    (listener: (value: T) => unknown) => {
      listening[what]++;
      const link = emitter.event(listener);
      return {
        dispose: () => {
          listening[what]--;
          link.dispose();
        },
      };
    };
  const workspace = {
    textDocuments: open,
    onDidOpenTextDocument: counted(opened, 'opened'),
    onDidChangeTextDocument: counted(changed, 'changed'),
  } as unknown as Workspace;
  let found = 0;
  const state = { get: () => undefined } as unknown as vscode.Memento;
  const watch = whenRecognised(
    workspace,
    document => recognise(document, state),
    () => found++,
  );
  const edit = (document: vscode.TextDocument, count = 1): void =>
    changed.fire({
      document,
      contentChanges: Array.from({ length: count }),
    } as unknown as vscode.TextDocumentChangeEvent);
  return { open: (one: vscode.TextDocument) => opened.fire(one), edit, found: () => found, listening, watch };
}

describe('waiting for the first file of ours', () => {
  it('finds one that is open already, and stops listening', () => {
    const { found, listening } = given(
      documentOf('a.json', ours).document,
      documentOf('entitlements.json', ours).document,
    );
    assert.equal(found(), 1);
    assert.deepEqual(listening, { opened: 0, changed: 0 });
  });

  it('finds one that is opened later, once', () => {
    const { open, found, listening } = given();
    open(documentOf('package.json', ours).document);
    assert.equal(found(), 0);
    open(documentOf('entitlements.json', ours).document);
    open(documentOf('entitlements.json', ours).document);
    assert.equal(found(), 1);
    assert.deepEqual(listening, { opened: 0, changed: 0 });
  });

  it('finds an empty file of our name when its content is pasted', () => {
    const { document, type } = documentOf('pasted.entitlements.json', '');
    const { edit, found, listening } = given(document);
    assert.equal(found(), 0);
    type('{"or');
    edit(document);
    assert.equal(found(), 0);
    type(ours);
    edit(document, 0);
    assert.equal(found(), 0, 'an event without a change, as of a save, is looked at');
    edit(document);
    edit(document);
    assert.equal(found(), 1);
    assert.deepEqual(listening, { opened: 0, changed: 0 });
  });

  it('listens no more once it is disposed', () => {
    const { open, found, listening, watch } = given();
    watch.dispose();
    assert.deepEqual(listening, { opened: 0, changed: 0 });
    open(documentOf('entitlements.json', ours).document);
    assert.equal(found(), 0);
  });
});
