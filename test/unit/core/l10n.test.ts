import assert from 'node:assert/strict';
import { l10n, useLanguage } from '../../../src/core/l10n';

describe('core/l10n', () => {
  afterEach(() => useLanguage());

  it('says a text in English with its arguments, and leaves a place without one as it is', () => {
    assert.equal(l10n.t('{0} of {1} seats', 3, '10'), '3 of 10 seats');
    assert.equal(l10n.t('{1} before {0}, {2}', 'b', 'a'), 'a before b, {2}');
  });

  it('never fills in a place that an argument brings along', () => {
    assert.equal(l10n.t('{0} and {1}', '{1}', 'x'), '{1} and x');
  });

  it('says it in the language that was handed in', () => {
    useLanguage((text, ...args) => `<${text}|${args.join(',')}>`);
    assert.equal(l10n.t('{0} seats', 3), '<{0} seats|3>');
  });
});
