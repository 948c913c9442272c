// What stands on standard error, whoever wrote the text of it.
import assert from 'node:assert/strict';
import { errorLine, logOf } from '../../../src/cli/world';

describe('standard error of the shell', () => {
  it('has one line for each warning and error, with what it is in front, whatever text a portal put into it', () => {
    const lines: string[] = [];
    const log = logOf({ error: text => lines.push(text) });
    log.debug('nothing');
    log.info('nothing');
    log.warn('cut\r\n::set-output name=x::y');
    log.error('\u001b[2Jgone\u2028error: not ours');
    assert.deepEqual(lines, ['warning: cut ::set-output name=x::y\n', 'error:  [2Jgone error: not ours\n']);
    assert.equal(errorLine('portal', '\n::error::'), 'portal:  ::error::\n');
  });
});
