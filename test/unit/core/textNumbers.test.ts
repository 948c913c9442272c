import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextNumbers } from '../../../src/core/textNumbers';

describe('numbers for texts', () => {
  it('are what a Map of texts gives, whatever the texts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3, unit: 'binary' })), texts => {
        const numbers = new TextNumbers();
        const model = new Map<string, number>();
        for (const text of texts) {
          assert.equal(numbers.find(text), model.get(text));
          if (!model.has(text)) model.set(text, model.size);
          assert.equal(numbers.add(text), model.get(text));
        }
        assert.equal(numbers.size, model.size);
        for (const [text, number] of model)
          assert.deepEqual([numbers.at(number), numbers.find(text)], [text, number]);
      }),
    );
  });

  it('stay what they are while thousands come', () => {
    const numbers = new TextNumbers();
    for (let at = 0; at < 5_000; at++) assert.equal(numbers.add(`user${at}`), at);
    for (let at = 0; at < 5_000; at++) assert.equal(numbers.add(`user${at}`), at);
    assert.deepEqual([numbers.size, numbers.at(4_999), numbers.at(5_000)], [5_000, 'user4999', undefined]);
    assert.equal(numbers.find('nobody'), undefined);
  });
});
