import assert from 'node:assert/strict';
import { interruptedQuestion, readingInterrupted } from '../../../src/core/interruptedText';

describe('the question about interrupted plans', () => {
  it('offers to read members again where members were changed, and nothing else', () => {
    assert.match(
      interruptedQuestion('Riverbend', ['members']),
      /^A plan for Riverbend was interrupted\. Read its members again/,
    );
    assert.match(
      interruptedQuestion('Riverbend', ['members', 'members']),
      /^2 plans for Riverbend .* Read their members again/,
    );
    assert.match(readingInterrupted('Riverbend', ['members']), /members of the interrupted plan/);
  });

  it('names what is read of an import and of an operation, which have no members', () => {
    assert.match(
      interruptedQuestion('Riverbend', ['import']),
      /^An import to Riverbend was interrupted\. .*licensed/,
    );
    assert.match(
      interruptedQuestion('Riverbend', ['operation']),
      /^An operation on the license of Riverbend was interrupted\./,
    );
    assert.match(interruptedQuestion('Riverbend', ['members', 'import']), /^2 plans for Riverbend /);
    for (const kinds of [['import'], ['operation'], ['members', 'import'], ['import', 'import']] as const)
      for (const text of [interruptedQuestion('Riverbend', kinds), readingInterrupted('Riverbend', kinds)]) {
        assert.doesNotMatch(text, /members/);
        assert.match(text, /Riverbend/);
      }
  });
});
