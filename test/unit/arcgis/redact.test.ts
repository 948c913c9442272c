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
  it('are its license strings and signatures, with escapes as they are written and as they read', () => {
    const file = String.raw`{"a":{"License" : "one\"two\\"},"signature":
      "three","license":"","other":"license","license":"one\"two\\","license":5}`;
    assert.deepEqual(secretsOfFile(file), [String.raw`one\"two\\`, 'one"two\\', 'three', '']);
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

describe('a text without secrets', () => {
  const file = String.raw`{"license":"AAECAzQ1Njc4\/OTo7PD0\u003d","signature":"x\/yzzyx"}`;

  it('hides a license string whichever way its file and its server write it', () => {
    const secrets = secretsOfFile(file);
    for (const echoed of [
      'AAECAzQ1Njc4/OTo7PD0=',
      String.raw`AAECAzQ1Njc4\/OTo7PD0=`,
      String.raw`AAECAzQ1Njc4\/OTo7PD0\u003d`,
      'AAECAzQ1Njc4%2FOTo7PD0%3D',
    ])
      assert.equal(
        redact(`The license string ${echoed} is not valid.`, secrets),
        'The license string *** is not valid.',
      );
    assert.equal(redact('signature x/yzzyx', secrets), 'signature ***');
  });

  it('hides a piece of a secret from 16 characters on, and leaves words alone', () => {
    const secrets = ['0123456789abcdefghijklmnopqrstuvwxyz'];
    assert.equal(redact('Bad part "456789abcdefghijklmn..." of it', secrets), 'Bad part "***..." of it');
    assert.equal(redact('Bad part 456789abcdefghi of it', secrets), 'Bad part 456789abcdefghi of it');
    const words = 'importEntitlementsFromFile failed: unexpectedEndOfInput';
    assert.equal(redact(words, secrets), words);
  });

  it('costs little beside a license string of many megabytes', () => {
    const license = 'ab'.repeat(2_500_000);
    const text = `unexpected ${'x'.repeat(390)} and ${'y'.repeat(30_000)}`;
    const ms = quickest(() => redact(text, [license]));
    assert.ok(ms < 1_500, `${ms.toFixed(1)} ms`);
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
