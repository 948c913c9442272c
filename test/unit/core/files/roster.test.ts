import assert from 'node:assert/strict';
import { readRoster } from '../../../../src/core/files/roster';
import { roster } from './sampleFiles';

const users = (text: string): readonly string[] =>
  readRoster(text).content.assignments.flatMap(line => line.users.map(one => one.text));

describe('rosters', () => {
  it('semicolons, quotes, CRLF, several entitlements in a cell', () => {
    const { content, problems } = readRoster(roster);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      content.assignments.map(line => [
        line.users[0]?.text,
        line.listing?.text,
        line.entitlements?.map(one => one.text),
      ]),
      [
        ['ana.keller', 'ab12', ['desktopAdvN']],
        ['ben;ortiz', 'ab12', ['desktopStdN', '3DAnalystN']],
      ],
    );
  });

  it('finds the user column by its header, user names before e-mail addresses', () => {
    for (const header of [
      'user',
      'Username',
      'USER NAME',
      'user_name',
      'Member',
      'Login',
      'E-Mail',
      'email address',
    ]) {
      assert.deepEqual(users(`name,${header}\nAna Keller,ana\n`), ['ana'], header);
    }
    assert.deepEqual(users('E-mail,User\na@x.example,ana\n'), ['ana']);
    assert.deepEqual(users('\uFEFFuser\tname\nana\tAna\n'), ['ana']);
  });

  it('says which columns there are when none is of users', () => {
    const found = readRoster('color,size\nred,3\n').problems[0];
    assert.equal(found?.code, 'roster.noUserColumn');
    assert.match(found.message, /color, size/);
    assert.deepEqual([found.offset, found.length], [0, 'color,size'.length]);
  });

  it('places every cell, also after non-ASCII text and line breaks in quotes', () => {
    const text = '\uFEFFname,user,entitlements\r\n"Ä\r\nÖ 😀",zoë,desktopAdvN\r\nX,"=cmd","a|b"\r\n';
    const { content } = readRoster(text);
    const placed = content.assignments.flatMap(line => [...line.users, ...(line.entitlements ?? [])]);
    assert.deepEqual(
      placed.map(one => text.slice(one.offset, one.offset + one.length)),
      ['zoë', 'desktopAdvN', '"=cmd"', 'a', 'b'],
    );
  });

  it('places a name at its own cell, not where another cell begins like it', () => {
    const text = 'name,user,entitlements\nana keller, ana ,"x, ana; ""q"""\n"Kel, ""ana""","ana","ana"\n';
    const { content } = readRoster(text);
    const placed = content.assignments.flatMap(line => [...line.users, ...(line.entitlements ?? [])]);
    assert.deepEqual(
      placed.map(one => [one.offset, text.slice(one.offset, one.offset + one.length)]),
      [
        [text.indexOf(' ana ,') + 1, 'ana'],
        [text.indexOf('x, ana'), 'x'],
        [text.indexOf('x, ana') + 3, 'ana'],
        [text.indexOf('""q""'), '""q""'],
        [text.indexOf('"ana","ana"'), '"ana"'],
        [text.indexOf('"ana","ana"') + 7, 'ana'],
      ],
    );
  });

  it('takes off the apostrophe that an export puts before a formula, and no other', () => {
    assert.deepEqual(users("user\n'=cmd\n'@handle\n'quoted'\n"), ['=cmd', '@handle', "'quoted'"]);
  });

  it('a line without a user is left out and named; blank lines are nothing', () => {
    const { content, problems } = readRoster('user,entitlements\n\nana,x\n,y\n\n');
    assert.equal(content.assignments.length, 1);
    assert.deepEqual(
      problems.map(one => [one.code, one.severity, one.args[0]]),
      [['roster.noUser', 'warning', '4']],
    );
  });

  it('an empty entitlements cell says none, a missing column says nothing', () => {
    assert.deepEqual(readRoster('user,entitlements\nana,\n').content.assignments[0]?.entitlements, []);
    assert.equal(readRoster('user\nana\n').content.assignments[0]?.entitlements, undefined);
  });

  it('an unclosed quote is an error at its line', () => {
    const text = 'user\nana\n"ben\ncy\n';
    const found = readRoster(text).problems.find(one => one.code === 'roster.quotes');
    assert.equal(found?.args[0], '3');
    assert.equal(text.slice(found.offset, found.offset + found.length), '"ben');
  });

  it('a header alone and no text at all', () => {
    assert.equal(readRoster('user\n').problems[0]?.code, 'roster.empty');
    assert.equal(readRoster('').problems[0]?.code, 'json.empty');
  });
});
