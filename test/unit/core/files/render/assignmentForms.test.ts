import assert from 'node:assert/strict';
import { itemId, userKey, username } from '../../../../../src/core/ids';
import type { Entitlement } from '../../../../../src/core/ids';
import { assignmentForms } from '../../../../../src/core/files/render/assignmentForms';
import { lineOf, renderForms } from '../../../../../src/core/files/render/renderForm';
import type { DesiredChange, TargetState } from '../../../../../src/core/planTypes';

const pro = itemId('pro');
const holding = (name: string, entitlements: readonly string[], offline = false) =>
  [
    userKey(name),
    { username: username(name), entitlements: entitlements as readonly Entitlement[], offline },
  ] as const;

const target = (more: Partial<TargetState> = {}): TargetState => ({
  target: { kind: 'listing', itemId: pro, title: 'ArcGIS Pro' },
  pools: ['desktopStdN', 'desktopAdvN', 'networkAnalystN'].map(key => ({ key: key as Entitlement })),
  holdings: new Map([
    holding('Anna', ['desktopStdN', 'networkAnalystN']),
    holding('ben', ['desktopStdN'], true),
    holding('unnamed', ['desktopAdvN']),
  ]),
  complete: true,
  ...more,
});

const wish = (name: string, mode: DesiredChange['mode'], ...entitlements: string[]): DesiredChange => ({
  itemId: pro,
  username: username(name),
  mode,
  entitlements,
});

describe('member assignments against the holders of the portal', () => {
  it('has the members of the file alone, with the set now and as the file wants it', () => {
    const forms = assignmentForms(
      [
        wish('anna', 'set', 'DESKTOPADVN'),
        wish('ben', 'add', 'networkAnalystN'),
        wish('cleo', 'add', 'desktopStdN'),
      ],
      [target()],
    );
    const { portal, file } = renderForms(forms);
    assert.match(portal.text, /"Anna": \{\s+"ArcGIS Pro Standard \(desktopStdN\)": true,\s+"Network Analyst/);
    assert.match(
      file.text,
      /"Anna": \{\s+"ArcGIS Pro Advanced \(desktopAdvN\)": true,\s+"entitlements in all": 1/,
    );
    assert.match(portal.text, /"cleo": \{\s+"entitlements in all": 0/);
    assert.ok(!portal.text.includes('unnamed'));
    assert.deepEqual(
      forms.members.map(({ username: name, gains, loses, offline }) => [
        name,
        gains.length,
        loses.length,
        offline,
      ]),
      [
        ['Anna', 1, 2, false],
        ['ben', 1, 0, true],
        ['cleo', 1, 0, false],
      ],
    );
    const line = lineOf(file, forms.members[0]?.key ?? '');
    assert.match(file.text.split('\n')[line] ?? '', /entitlements in all/);
  });

  it('counts what is as wanted, and makes the same text of it', () => {
    const forms = assignmentForms(
      [wish('anna', 'set', 'networkanalystn', 'desktopStdN'), wish('ben', 'remove', 'networkAnalystN')],
      [target()],
    );
    const { portal, file } = renderForms(forms);
    assert.equal(portal.text, file.text);
    assert.deepEqual([forms.members, forms.unchanged], [[], 2]);
  });

  it('leaves out, with the reason, whose set is not known and whose lines contradict each other', () => {
    const forms = assignmentForms(
      [
        wish('anna', 'set', 'desktopStdN'),
        wish('anna', 'set', 'desktopAdvN'),
        wish('ben', 'add', 'desktopAdvN'),
        wish('ben', 'remove', 'desktopAdvN'),
        wish('nobody', 'set'),
      ],
      [target({ complete: false })],
    );
    assert.deepEqual(forms.members, []);
    assert.deepEqual(forms.notCompared, [
      'anna in ArcGIS Pro: the lines of the file contradict each other',
      'ben in ArcGIS Pro: the lines of the file contradict each other',
      'nobody in ArcGIS Pro: what the member holds is not known',
    ]);
    const closed = assignmentForms([wish('anna', 'set')], [target({ unavailable: 'It cannot be read.' })]);
    assert.deepEqual(closed.notCompared, ['1 member of ArcGIS Pro: It cannot be read.']);
    assert.deepEqual(closed.file.parts, []);
  });
});
