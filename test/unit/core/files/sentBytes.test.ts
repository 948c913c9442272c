import assert from 'node:assert/strict';
import { sentAs, textOfBytes } from '../../../../src/core/files/sentBytes';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap(part => (typeof part === 'string' ? [...Buffer.from(part)] : part)));
const mark = [0xef, 0xbb, 0xbf];

describe('what is sent of a document', () => {
  it('the file on disk where the editor shows it, whatever the editor does to marks and line ends', () => {
    for (const [text, disk] of [
      ['{"a": "ü"}\n', bytes('{"a": "ü"}\n')],
      ['{"a": 1}\r\n', bytes(mark, '{"a": 1}\r\n')],
      // An editor shows one kind of line end where the file mixes them.
      ['{\n"a": 1\n}', bytes('{\r\n"a": 1\n}')],
      ['\uFEFF{}', bytes(mark, '{}')],
    ] as const)
      assert.equal(sentAs(text, disk), 'disk', JSON.stringify(text));
  });

  it('also with bytes that are no UTF-8, which the text has lost: that is told', () => {
    const disk = bytes('{"license": "', [0xff, 0xc3], '"}');
    assert.equal(sentAs(textOfBytes(disk), disk), 'diskNotUtf8');
  });

  it('the text of the editor where the disk has another one, or none', () => {
    assert.equal(sentAs('{}', undefined), 'text');
    assert.equal(sentAs('{"a": 1}', bytes('{"a": 2}')), 'textOnly');
    assert.equal(sentAs('{}', Buffer.from('\uFEFF{}', 'utf16le')), 'textOnly');
    assert.equal(sentAs('{"a": "ü"}', Buffer.from('{"a": "ü"}', 'latin1')), 'textOnly');
  });
});
