import assert from 'node:assert/strict';
import { singularTexts } from '../../../../src/core/files/singularTexts';
import { fileTexts, sentence } from '../../../../src/core/files/texts';
import type { TextCode } from '../../../../src/core/files/texts';

const holes = (text: string): readonly string[] => [...new Set(text.match(/\{\d\}/g))].sort();

describe('texts of files', () => {
  it('say one member, one seat, one hold', () => {
    const said = (
      code: TextCode,
      ...args: Parameters<typeof sentence> extends [unknown, ...infer A] ? A : never
    ) => sentence(code, ...args).message;
    assert.match(said('lint.userTypeMissing', 'Viewer', 'viewerUT', 1, 'P'), /and 1 member of P has it now/);
    assert.match(
      said('lint.userTypeMissing', 'Viewer', 'viewerUT', 2, 'P'),
      /and 2 members of P have it now/,
    );
    assert.match(said('lint.numBelowHeld', 'x', 0, 1, 'P'), /this part has 0, and 1 is held on P now/);
    assert.match(said('lint.maximumBelow', 'x', 0, 1, 'P'), /and 1 member of P has it now/);
    assert.match(said('lint.grantBelowHeld', 'x', 'y', 0, 1, 'P'), /and 1 member of P holds it now/);
    assert.match(said('lint.usersBelowHeld', 1, 5, 'P'), /allows 1 member, and 5 hold the product/);
    assert.match(said('lint.usersBelowHeld', 0, 1, 'P'), /allows 0 members, and 1 holds the product/);
    assert.equal(said('hover.members', 'P', 1, 1), 'P: 1 seat, 1 member.');
    assert.equal(said('hover.members', 'P', 1, 3), 'P: 1 seat, 3 members.');
    assert.equal(said('hover.members', 'P', 2, 1), 'P: 2 seats, 1 member.');
    assert.equal(said('json.tooMany', 1), '1 more problem of this file is not listed.');
    const least = sentence('lint.atLeast', 1);
    assert.match(said('lint.appMissing', 'x', 'y', least, 'P'), /and at least 1 member of P holds it now/);
    // A name that is a number is no count.
    assert.match(said('plan.below', '1', 2, 3), /^1: the file has 2, and 3 are held now/);
  });

  it('have the same arguments for one as for many', () => {
    for (const [code, list] of Object.entries(singularTexts)) {
      const many = fileTexts[code as TextCode];
      for (const [which, one] of Object.entries(list)) {
        assert.ok(
          which.split('').every(index => many.includes(`{${index}}`)),
          `${code} ${which}`,
        );
        assert.notEqual(one, many);
        if (code !== 'lint.oneOfMembers') assert.deepEqual(holes(one), holes(many), `${code} ${which}`);
      }
    }
  });
});
