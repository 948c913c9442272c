// Member assignments and rosters at the scale of a large organization, and what the messages say. Codes and places are held by the corpus.
import assert from 'node:assert/strict';
import { lintFile } from '../../../../../src/core/files/lint/lintFile';
import type { LintInput, PortalFacts } from '../../../../../src/core/files/lint/lintTypes';
import { createNearNames } from '../../../../../src/core/files/lint/nearNames';
import { entitlement, username } from '../../../../../src/core/ids';
import { nearMatch } from '../../../../../src/core/nearMatch';
import { legacy, members, proHolders, proItem } from '../corpus/facts';
import { quickest } from '../../../processorTime';

const lint = (text: string, more: Partial<LintInput> = {}): ReturnType<typeof lintFile>['problems'] =>
  lintFile({
    name: 'a.csv',
    text,
    now: Date.UTC(2026, 10, 22),
    timeZone: 'UTC',
    facts: legacy,
    itemId: proItem,
    ...more,
  }).problems;

const messages = (text: string, more: Partial<LintInput> = {}): readonly string[] =>
  lint(text, more).map(one => one.message);

const csv = (...lines: readonly string[]): string => ['user,entitlements', ...lines].join('\n');

describe('checks of assignments', () => {
  it('name the near match, the portal and the line of the first mention', () => {
    assert.deepEqual(messages(csv('ana.kelle,desktopStdN')), [
      'ana.kelle is no member of Riverbend. Did you mean ana.keller?',
    ]);
    assert.deepEqual(messages(csv('ana.keller,desktopStdM')), [
      'ArcGIS Pro on Riverbend has no entitlement desktopStdM. Did you mean desktopStdN?',
    ]);
    assert.deepEqual(
      messages(csv('Ben.Ortiz,desktopStdN', 'ana.keller,desktopStdN', 'ben.ortiz,desktopAdvN')),
      [
        'ben.ortiz stands in line 2 already. It has desktopStdN, this one desktopAdvN, and a member holds one level of ArcGIS Pro at most.',
      ],
    );
  });

  it('show no license string that stands in a wrong place, and no very long text', () => {
    const license = 'FEATURE desktopStdN ARCGIS 10.6 01-jan-2030 5 SIGN=ABCDEF0123';
    const signature = 'MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAK4+/w==';
    const json = (value: unknown): string => JSON.stringify(value);
    for (const bad of [
      license,
      signature,
      'word '.repeat(40).trim(),
      `INCREMENT x SIGN2=${'7f3a '.repeat(3)}`,
    ]) {
      const whole = lint(json([{ users: [bad, bad], listing: bad, entitlements: [bad] }]), {
        name: 'a.json',
      });
      const held = lint(json([{ users: [bad, bad], entitlements: [bad] }]), { name: 'a.json' });
      const roster = lint(`user,listing,entitlements\n"${bad}",,"${bad}"\n"${bad}","${bad}",desktopStdN\n`);
      const said = [...whole, ...held, ...roster].map(
        one => `${one.code} ${one.message} ${JSON.stringify(one.args)}`,
      );
      for (const code of ['lint.unknownMember', 'lint.unknownEntitlement', 'assignments.unknownListing'])
        assert.ok(
          said.some(one => one.startsWith(`${code} `)),
          `${code} of ${bad}`,
        );
      for (const one of said) assert.ok(!one.includes(bad) && !/SIGN|MIIC|7f3a/.test(one), one);
      assert.ok(said.some(one => one.includes(`(${bad.trim().length} characters)`)));
    }
    assert.doesNotMatch(messages(`${license},b\nx,y\n`).join(), /SIGN/, 'the header of a roster');
    assert.match(messages(csv('zoë.grün+maps@riverbend.exampl,desktopStdN'))[0] ?? '', /^zoë\.grün\+maps@/);
  });

  it('say how many seats are wanted and free, counting who does not hold it now', () => {
    const wanted = members.filter(one => one.username.startsWith('new.')).slice(0, 12);
    const [found] = messages(
      csv('dora.may,desktopBasicN', ...wanted.map(one => `${one.username},desktopBasicN`)),
    ).slice(-1);
    assert.match(found ?? '', /^desktopBasicN: 12 members .* ArcGIS Pro of Riverbend has 9 seats free\./);
  });

  it('say for how many members of an entry a level is missing', () => {
    const text = JSON.stringify({
      users: ['ana.keller', 'fay.bare', 'new.member.aaaa0'],
      entitlements: ['spatialAnalystN'],
    });
    assert.deepEqual(messages(text, { name: 'a.json' }), [
      'spatialAnalystN is an extension of ArcGIS Pro, and fay.bare (one of 2 members of this entry) has no level of it: not in this file, not on Riverbend, not from the user type.',
    ]);
  });

  it('judge nothing by a list of holders that was cut', () => {
    const cut: PortalFacts = {
      ...legacy,
      holders: { [proItem]: { items: proHolders, partial: { kind: 'portalLimit', limit: 10_000 } } },
    };
    const lines = members.slice(6, 26).map(one => `${one.username},desktopBasicN`);
    assert.deepEqual(messages(csv(...lines), { facts: cut }), []);
    assert.deepEqual(
      lint(csv('new.member.aaaa0,spatialAnalystN'), { facts: cut }).map(one => one.code),
      ['lint.extensionNoLevelFile'],
    );
  });

  it('fix a name as the file writes it', () => {
    const fixed = (text: string, name = 'a.csv'): string => {
      const edit = lint(text, { name })[0]?.fixes?.[0]?.edits[0];
      assert.ok(edit);
      return text.slice(0, edit.offset) + edit.newText + text.slice(edit.offset + edit.length);
    };
    assert.equal(fixed(csv('ana.kelle,desktopStdN')), csv('ana.keller,desktopStdN'));
    assert.equal(fixed(csv('"ana.kelle",desktopStdN')), csv('"ana.keller",desktopStdN'));
    assert.equal(fixed(csv("'=formul,desktopStdN")), csv("'=formula,desktopStdN"));
    assert.equal(
      fixed(csv('ana.keller,"desktopStdN|spatialAnalist"')),
      csv('ana.keller,"desktopStdN|spatialAnalystN"'),
    );
    assert.equal(
      fixed('{"users":["zoe.grün@riverbend.example"],"entitlements":["desktopStdN"]}', 'a.json'),
      '{"users":["zoë.grün@riverbend.example"],"entitlements":["desktopStdN"]}',
    );
  });
});

describe('assignments of a large organization', () => {
  const many = Array.from(
    { length: 60_000 },
    (_, index) => `member.${index.toString(36)}.${(index * 7919).toString(36)}@riverbend.example`,
  );
  const big: PortalFacts = {
    ...legacy,
    members: {
      items: many.map(name => ({
        username: username(name),
        fullName: name,
        role: 'org_user',
        provider: 'arcgis',
        disabled: false,
      })),
      total: many.length,
    },
    holders: {
      [proItem]: {
        items: many.slice(0, 30_000).map(name => ({
          username: username(name),
          entitlements: [entitlement('desktopStdN')],
          offline: false,
        })),
      },
    },
  };

  function within(budgetMs: number, text: string, facts: PortalFacts, count: number, first?: string): void {
    let problems: ReturnType<typeof lint> = [];
    const took = quickest(() => (problems = lint(text, { facts })), budgetMs);
    assert.equal(problems.length, count);
    assert.equal(problems[0]?.code, first);
    assert.ok(took < budgetMs, `${took.toFixed(0)} ms`);
  }

  it('12,000 right lines against 60,000 members take under a second', () => {
    within(
      1000,
      csv(...many.slice(0, 12_000).map(name => `${name},desktopStdN; riverbendToolN`)),
      big,
      1,
      'lint.tooManySeats',
    );
  });

  it('12,000 names with a letter wrong take under a second', () => {
    const wrong = many.slice(0, 12_000).map(name => `${name.replace('river', 'rivre')},desktopStdN`);
    within(1000, csv(...wrong), big, 201, 'lint.unknownMemberNear');
  });

  it('one member in 12,000 lines, each with another wish, takes under a second', () => {
    const lines = Array.from({ length: 12_000 }, (_, index) => `${many[0] ?? ''},tool${index}`);
    within(1000, csv(...lines), { ...big, listings: [] }, 0);
  });

  it('16,000 members of an entry that names an entitlement 16,000 times take under a second', () => {
    const entitlements = Array.from({ length: 16_000 }, () => 'riverbendToolN');
    const text = JSON.stringify({ users: many.slice(0, 16_000), entitlements });
    let problems: ReturnType<typeof lint> = [];
    const took = quickest(() => (problems = lint(text, { name: 'a.json', facts: big })), 1000);
    assert.deepEqual(
      problems.map(one => one.code),
      ['lint.tooManySeats'],
    );
    assert.ok(took < 1000, `${took.toFixed(0)} ms`);
  }).timeout(20_000);

  it('finds the near names that a search through all finds', () => {
    const names = many.slice(0, 1000);
    const near = createNearNames(names);
    for (let index = 0; index < 60; index++) {
      const name = names[index * 16] ?? '';
      const at = index % name.length;
      const wrong = [
        name.slice(0, at) + name.slice(at + 1),
        `${name.slice(0, at)}ß${name.slice(at)}`,
        `${name.slice(0, at)}_${name.slice(at + 2)}`,
        (name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2)).toUpperCase(),
      ][index % 4] as string;
      assert.equal(near(wrong), nearMatch(wrong, names), wrong);
    }
  });
});
