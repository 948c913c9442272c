import assert from 'node:assert/strict';
import { markdownText } from '../../../src/core/markdown';

describe('text of others in Markdown', () => {
  for (const [about, text, safe] of [
    ['formulas', '$x^2$', '\\$x^2\\$'],
    ['text that is turned around', 'a\u202Ecod.exe\u2066\u200F', 'acod\\.exe'],
    ['line breaks of every kind', 'a\r\nb\u0085c\u000Bd\u2028e', 'a b c d e'],
    ['cells, tags, links and addresses', '|<b>[x](y) a@b.c', '\\|\\<b\\>\\[x\\]\\(y\\) a\\@b\\.c'],
  ] as const)
    it(`has no ${about}`, () => assert.equal(markdownText(text), safe));
});
