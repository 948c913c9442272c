import assert from 'node:assert/strict';
import { inertLabel, inertText } from '../../../src/core/inertText';

/** As VS Code finds links in a message (base/common/linkedText). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
/** As VS Code finds icons in a label (base/common/iconLabels). */
const icon = /\$\([\w-]+(?:~\w+)?\)/g;

describe('text of others', () => {
  it('is no link', () => {
    for (const hostile of [
      '[Sign in](command:workbench.action.quit)',
      'a [b](https://gis.example.com) and [c](file:///x "d")',
      '[[x](command:a)](command:b)',
    ]) {
      assert.match(hostile, link);
      assert.doesNotMatch(inertText(hostile), link);
    }
  });

  it('is no icon', () => {
    assert.doesNotMatch(inertText('$(error) $(sync~spin)'), icon);
    assert.doesNotMatch(inertLabel('$(error)'), icon);
  });

  it('reads as before: only characters without width are added', () => {
    const text = 'Line [1](2)\n$(x) a](b ﹩';
    assert.equal(inertText(text).replaceAll('\u200c', ''), text);
    assert.equal(inertText('plain [text] (here) $ 5'), 'plain [text] (here) $ 5');
  });

  it('is of one line as a label, and is itself there when made inert twice', () => {
    assert.equal(inertLabel('a\nb'), 'a␊b');
    assert.equal(inertLabel(inertLabel('$(a) [b](c)')), inertLabel('$(a) [b](c)'));
  });
});
