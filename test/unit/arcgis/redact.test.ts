import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact as redactLog } from '../../../src/core/redact';
import { excerpt, redact, secretsOfFile } from '../../../src/arcgis/redact';
import { quickest } from '../processorTime';

describe('secrets of a file', () => {
  it('are its license strings and signatures, with escapes as they are written and as they read', () => {
    const file = String.raw`{"a":{"License" : "one\"two\\"},"signature":
      "three","license":"","other":"license","license":"one\"two\\","license":5}`;
    assert.deepEqual(secretsOfFile(file), [String.raw`one\"two\\`, 'one"two\\', 'three', '']);
    assert.deepEqual(secretsOfFile(String.raw`{"license":"not closed\"`), []);
    assert.deepEqual(secretsOfFile('{}'), []);
  });

  it('are found by keys as JSON reads them, however they are escaped', () => {
    const file = String.raw`{"licens\u0065":"one","\u0053ignature":"two","\u006c\u0049cense" : ["three"],"licensX":"four"}`;
    assert.deepEqual(secretsOfFile(file), ['one', 'two', 'three']);
  });

  it('are the lines of a license string that is written as several', () => {
    const file = String.raw`{"license": [ "one\"1", "two ]", "three"], "signature":["four"], "license":[{"license":"five"}], "num": ["six"]}`;
    assert.deepEqual(secretsOfFile(file), [String.raw`one\"1`, 'one"1', 'two ]', 'three', 'four', 'five']);
    assert.deepEqual(secretsOfFile('{"license": ["one", "not closed'), ['one']);
    assert.equal(redact('Bad line: three', secretsOfFile(file)), 'Bad line: ***');
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
    assert.ok(ms < 60, `${ms.toFixed(1)} ms`);
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
    assert.equal(redact('Bad part "456789abcdefghijklmn..." here', secrets), 'Bad part "***..." here');
    assert.equal(redact('Bad part 456789abcdefghi of it', secrets), 'Bad part 456789abcdefghi of it');
    const words = 'importEntitlementsFromFile failed: unexpectedEndOfInput';
    assert.equal(redact(words, secrets), words);
  });

  describe('of a license string of short words', () => {
    const license =
      'FEATURE desktopStdN ARCGIS 11.4 01-jul-2027 21 VENDOR_STRING=SAMPLE \\\n\tSIGN="00D8 53EC 5B19 7A20 91FE 0C44 \\\n\t6B1D 22AA 9F03 41C7 88E5 D016"';
    const words = license.slice(license.indexOf('SIGN')).match(/\b[\dA-F]{4}\b/g)!;
    const json = JSON.stringify(license).slice(1, -1);
    for (const [name, echoed] of Object.entries({
      'without its end': license.slice(0, -6),
      'without its beginning': license.slice(7),
      'with doubled blanks': license.replace(/\s/g, '  '),
      'with single blanks': license.replace(/[\s\\]+/g, ' '),
      'in JSON and cut': json.slice(0, -6),
      'in JSON twice and cut': JSON.stringify(json).slice(1, -7),
      'in an address and cut': encodeURIComponent(license).slice(0, -6),
      'in a form and cut': new URLSearchParams({ x: license }).toString().slice(2, -6),
      'in markup and cut': license.replaceAll('"', '&quot;').slice(0, -8),
      'in lower case': license.toLowerCase(),
      'only its signature': words.join(' '),
    }))
      it(`hides it ${name}`, () => {
        const said = redact(`Not valid: ${echoed}, ask for another.`, [license]);
        for (const word of words) assert.ok(!said.toUpperCase().includes(word), said);
        assert.match(said, /^Not valid: .*\*\*\*.*, ask for another\.$/s);
      });

    it('hides a signature that it does not know, however short its piece', () => {
      for (const sign of [
        'SIGN="00D8 53EC',
        'SIGN = 00D8 53EC 5B19"',
        String.raw`SIGN2=\"00D8 53EC`,
        'SIGN=&quot;00D8 53EC&quot;',
        'SIGN=&#34;00D8&nbsp;53EC',
        'SIGN=&amp;quot;00D8 53EC',
        String.raw`SIGN=\u002200D8 53EC\u0020\u000A5B19\u0022`,
        String.raw`SIGN=\\u002200D8 53EC`,
        String.raw`SIGN\u003d\"00D8 53EC \\\n\t5B19\"`,
        String.raw`\n\tSIGN=00D8 53EC`,
        String.raw`\u0020SIGN=00D8 53EC`,
        'SIGN%3D%2200D8%2053EC%0A5B19',
        'SIGN=%2200D8+53EC',
        'SIGN="00D8 53EC \\\n\t5B19"',
      ])
        for (const hide of [(text: string) => redact(text, []), redactLog])
          assert.doesNotMatch(hide(`FEATURE x ${sign}`), /00D8|53EC|5B19/);
      assert.equal(
        redact('The sign = is missing: no design=face.', []),
        'The sign = is missing: no design=face.',
      );
    });
  });

  it('finds every piece of random secrets, and leaves the other words alone', () => {
    const letter = fc.constantFrom('a', 'b', '0', '1');
    const secret = fc.string({ unit: letter, minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(secret, fc.nat(40), fc.integer({ min: 16, max: 60 }), (value, from, length) => {
        const piece = value.slice(from, from + length);
        const quoted = piece.replace(/\B/g, ' ');
        const said = redact(`xyz ${quoted} zyx`, [value]);
        const found = /^xyz (.*) zyx$/.exec(said)?.[1];
        assert.equal(found, piece.length < 16 ? quoted : '***');
      }),
    );
  });

  // The search for pieces costs up to 0.4 s beside 5 MB of secrets, and grows with the text; out of proportion it would be minutes.
  it('takes time in proportion to the text', () => {
    const license = '01'.repeat(2_500_000);
    for (const text of [
      '01'.repeat(10_000),
      '0 1 '.repeat(5_000),
      '\\'.repeat(20_000),
      '&#'.repeat(10_000),
    ]) {
      const ms = quickest(() => redact(text, [license]));
      assert.ok(ms < 800, `${ms.toFixed(1)} ms`);
    }
    for (const part of [
      ' ',
      '\\',
      '"',
      String.raw`\u0022`,
      '&quot;',
      '&amp;',
      '%22',
      String.raw`\n`,
      'a\\',
      'a+',
      'SIGN=',
    ]) {
      const signs = 'SIGN '.repeat(4_000) + `SIGN=${part.repeat(20_000)}`;
      const ms = quickest(() => redact(signs, []));
      assert.ok(ms < 50, `${part}: ${ms.toFixed(1)} ms`);
    }
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
      assert.ok(ms < 60, `${ms.toFixed(1)} ms`);
    });
  }

  it('has no markup of a broken page', () => {
    assert.equal(excerpt('<<<b>Bad <i gateway</i> <'), 'Bad i gateway');
  });
});
