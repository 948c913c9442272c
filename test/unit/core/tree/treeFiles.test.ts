import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import {
  exportFileName,
  holdersCsv,
  holdersJson,
  type HolderExport,
} from '../../../../src/core/holderExport';
import { username, userTypeId } from '../../../../src/core/ids';
import { readUserNames } from '../../../../src/core/userNames';
import { holder, now, proId } from './treeFixture';

const data: HolderExport = {
  portal: 'Riverbend',
  title: 'ArcGIS Pro',
  itemId: proId,
  readAt: now,
  holders: {
    items: [
      holder('=cmd', ['desktopAdvN', 'networkAnalystN'], { lastUsed: now - 1000 }),
      holder('Ben', ['desktopAdvN'], { offline: true, offlineSince: now - 2000 }),
    ],
  },
  members: new Map([
    [
      'ben',
      {
        username: username('Ben'),
        fullName: 'Ben "B", Ortiz\n@home',
        role: 'org_user',
        userType: userTypeId('creatorUT'),
        provider: 'arcgis',
        disabled: false,
      },
    ],
  ]),
  incomplete: undefined,
  membersMissing: undefined,
  filter: undefined,
};

describe('export of holders', () => {
  it('as CSV: six columns, no formula, one line per holder', () => {
    const rows: unknown = parse(holdersCsv(data));
    assert.deepEqual(rows, [
      ['user', 'name', 'user type', 'entitlements', 'last used', 'offline'],
      ["'=cmd", '', '', 'desktopAdvN;networkAnalystN', '2026-06-30T23:59:59.000Z', 'false'],
      ['Ben', 'Ben "B", Ortiz\n@home', 'Creator', 'desktopAdvN', '', 'true'],
    ]);
  });

  it('as JSON: complete, or not and why', () => {
    const whole = JSON.parse(holdersJson(data)) as Record<string, unknown>;
    assert.equal(whole['complete'], true);
    assert.ok(!('incomplete' in whole));
    const cut = JSON.parse(holdersJson({ ...data, incomplete: 'cut at 10,000' })) as Record<string, unknown>;
    assert.deepEqual([cut['complete'], cut['incomplete']], [false, 'cut at 10,000']);
    assert.deepEqual(whole['holders'], [
      {
        user: '=cmd',
        entitlements: ['desktopAdvN', 'networkAnalystN'],
        lastUsed: '2026-06-30T23:59:59.000Z',
        offline: false,
      },
      {
        user: 'Ben',
        name: 'Ben "B", Ortiz\n@home',
        userType: 'creatorUT',
        entitlements: ['desktopAdvN'],
        offline: true,
        offlineSince: '2026-06-30T23:59:58.000Z',
      },
    ]);
  });

  it('names the file by the title, and says when it is partial', () => {
    assert.equal(exportFileName('ArcGIS Pro', false, 'csv'), 'ArcGIS-Pro-holders.csv');
    assert.equal(exportFileName('../../</script>', true, 'json'), 'script-holders-partial.json');
    assert.equal(exportFileName('***', false, 'json'), 'holders.json');
  });
});

describe('user names from a list', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['one a line', 'ana\r\nben\n\ncora ', ['ana', 'ben', 'cora']],
    ['any separator, each once', 'ana, ben; Ana\tcora@x.example_y', ['ana', 'ben', 'cora@x.example_y']],
    ['names that hold blanks', 'RIVERBEND Mira Oliveira\nana', ['RIVERBEND Mira Oliveira', 'ana']],
    ['one name that holds blanks, ended by a comma', 'RIVERBEND Mira Oliveira,', ['RIVERBEND Mira Oliveira']],
    ['one line with blanks alone', 'ana ben', ['ana', 'ben']],
    ['a table with a header', 'Name,User Name,Role\n"Keller, Ana",ana,x\n"B ""b""",ben,y\n', ['ana', 'ben']],
    ['semicolons and a byte order mark', '\ufeffuser;x\nana;1\n', ['ana']],
    ['e-mail when there is no name', 'E-Mail,Role\na@b.example,x', ['a@b.example']],
    ['our own export comes back', holdersCsv(data), ['=cmd', 'Ben']],
    ['a header alone', 'username', []],
    ['nothing', '  ', []],
    ['a cell over two lines', 'user,note\nana,"one\ntwo"\nben,x', ['ana', 'ben']],
  ];
  for (const [name, text, expected] of cases) {
    it(name, () => assert.deepEqual(readUserNames(text), expected));
  }
});
