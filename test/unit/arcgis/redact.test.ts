import assert from 'node:assert/strict';
import { excerpt, redact, secretsOfFile } from '../../../src/arcgis/redact';

/** The quickest of three runs, ms of the processor: neither other programs nor compiling count. */
function quickest(work: () => void): number {
  const runs = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...runs);
}

describe('secrets of a file', () => {
  it('are its license strings and signatures, with escapes as they are written', () => {
    const file = String.raw`{"a":{"License" : "one\"two\\"},"signature":
      "three","license":"","other":"license","license":"one\"two\\","license":5}`;
    assert.deepEqual(secretsOfFile(file), [String.raw`one\"two\\`, 'three', '']);
    assert.deepEqual(secretsOfFile(String.raw`{"license":"not closed\"`), []);
    assert.deepEqual(secretsOfFile('{}'), []);
  });

  for (const [name, part] of [
    ['plain', 'a'],
    ['escaped', String.raw`\n`],
    ['quoted', String.raw`\"`],
  ] as const) {
    it(`are found in a license string of 30 MB: ${name}`, () => {
      const license = part.repeat(30_000_000 / part.length);
      const [found] = secretsOfFile(`{"license":"${license}"}`);
      assert.equal(found?.length, license.length);
      assert.ok(found === license);
    });
  }

  it('cost nothing where the text is shorter than they are', () => {
    const license = '&'.repeat(5_000_000);
    assert.equal(redact('The file was refused.', [license]), 'The file was refused.');
    const ms = quickest(() => redact('The file was refused.', [license]));
    assert.ok(ms < 30, `${ms.toFixed(1)} ms`);
  });
});

describe('the excerpt of a page', () => {
  for (const part of ['<', '<script', '<script>', '</script', '<style ', '< >', ' ', '<a', '<!-- ']) {
    it(`takes no time that others notice: ${JSON.stringify(part)} again and again`, () => {
      const page = part.repeat(20_000);
      const ms = quickest(() => excerpt(page));
      assert.ok(ms < 30, `${ms.toFixed(1)} ms`);
    });
  }

  it('has no markup of a broken page', () => {
    assert.equal(excerpt('<<<b>Bad <i gateway</i> <'), 'Bad i gateway');
  });
});
