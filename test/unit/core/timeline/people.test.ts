import assert from 'node:assert/strict';
import { bundleEntitlement } from '../../../../src/core/catalog';
import { entitlement, itemId, userTypeId } from '../../../../src/core/ids';
import type { PortalLicense } from '../../../../src/core/model';
import { lockedOutMembers } from '../../../../src/core/timeline/lockedOut';
import { byHandTexts } from '../../../../src/core/timeline/byHand';
import { reductions } from '../../../../src/core/timeline/reductions';
import { simulate } from '../../../../src/core/timeline/simulate';
import type { SimulationInput } from '../../../../src/core/timeline/simulationInput';
import type { Timeline } from '../../../../src/core/timeline/timelineTypes';
import { timelineMarkdown } from '../../../../src/core/timeline/timelineMarkdown';
import { idleWords } from '../../../../src/ui/simulation/simulationWords';
import {
  entitlementsFile,
  holder,
  legacy,
  licenseFile,
  listing,
  member,
  now,
  part,
  pro,
} from './smallPortal';

const reportOf = (timeline: Timeline): string =>
  timelineMarkdown({ timeline, portalName: 'P', fileName: 'f' });

const enterprise: SimulationInput = { portalKind: 'enterprise', now, timeZone: 'UTC', listings: [] };

describe('timeline: who is reduced and who is locked out', () => {
  const oneEditor = licenseFile({ userTypes: [{ id: 'editorUT', maxUsers: 1 }] });

  it('leaves administrators of either name in, and proposes none of them', () => {
    const members = [member('new', 'org_admin'), member('old', 'account_admin'), member('user')];
    const timeline = simulate({ ...enterprise, file: oneEditor, members: { items: members } });
    const [shortage] = timeline.shortages;
    assert.ok(shortage !== undefined);
    assert.deepEqual(
      lockedOutMembers(timeline, shortage).map(one => one.username),
      ['user'],
    );
    assert.deepEqual([shortage.overBy.members.length, shortage.overBy.missing], [1, 1]);
  });

  it('leaves offline members out of a user type too, of which the portal refuses a change as well', () => {
    const timeline = simulate({
      ...enterprise,
      file: oneEditor,
      listings: [listing],
      holders: { [pro]: { items: [holder('away', ['networkAnalystN'], { offline: true })] } },
      members: { items: [member('away'), member('here'), member('there')] },
    });
    const shortage = timeline.shortages.find(one => one.subject === 'userType/editorUT');
    const roster = timeline.rosters['userType/editorUT']?.members ?? [];
    const names = (places: readonly number[] = []): unknown[] => places.map(place => roster[place]?.username);
    assert.deepEqual(names(shortage?.overBy.members), ['here', 'there']);
    assert.deepEqual(names(shortage?.overBy.offline), ['away']);
  });

  it('does not say "never" of those whose use no source tells: holders of a bundle', () => {
    const bundle = itemId('bundle');
    const license: PortalLicense = {
      userTypes: [],
      apps: [],
      extensions: [],
      capabilities: [],
      appBundles: [{ id: 'essentialAppsAB', itemId: bundle, maximum: 5 }],
    };
    const timeline = simulate({
      ...enterprise,
      license,
      file: licenseFile({
        userTypes: [{ id: 'editorUT', maxUsers: 9 }],
        appBundles: [{ id: 'essentialAppsAB', maxUsers: 1 }],
      }),
      holders: { [bundle]: { items: ['x', 'y'].map(name => holder(name, [bundleEntitlement])) } },
    });
    const [one] = timeline.rosters[bundle]?.members ?? [];
    assert.ok(one !== undefined);
    assert.equal(idleWords(one, 'appBundle', now, 'en'), 'last use not known');
    assert.match(reportOf(timeline), /x \(last use not known\)/);
    assert.doesNotMatch(reportOf(timeline), /never/);
  });

  it('does not say it of members who have ArcGIS Pro through their user type alone, and puts them last', () => {
    const level = entitlement('desktopAdvN');
    const timeline = simulate({
      ...enterprise,
      portalKind: 'online',
      listings: [{ ...listing, pools: [{ key: level, num: 1 }] }],
      holders: {
        [pro]: {
          items: [holder('never', ['desktopAdvN']), holder('used', ['desktopAdvN'], { lastUsed: now - 9 })],
        },
      },
      members: { items: [member('daily', 'org_user', { userType: userTypeId('GISProfessionalAdvUT') })] },
    });
    const [shortage] = timeline.shortages;
    assert.ok(shortage !== undefined);
    assert.deepEqual(
      lockedOutMembers(timeline, shortage).map(one => [
        one.username,
        idleWords(one, 'entitlement', now, 'en').replace(/ [0-9].*$/, ''),
      ]),
      [
        ['never', 'never used it'],
        ['used', 'last used'],
        ['daily', 'last use not known'],
      ],
    );
    assert.match(
      reportOf(timeline),
      /never \(never used\), used \(last used [^)]*\), daily \(last use not known\)/,
    );
  });

  it('speaks of sign-ins where it is a user type', () => {
    const timeline = simulate({
      ...enterprise,
      file: oneEditor,
      members: { items: [member('late', 'org_user', { lastLogin: now - 1 }), member('never')] },
    });
    assert.match(reportOf(timeline), /never \(never signed in\), late \(last signed in Jun/);
  });
});

describe('timeline: what a report says of the reductions', () => {
  const file = entitlementsFile([
    part('01-Jan-2026', '{"networkAnalystN":{"num":1},"spatialAnalystN":{"num":5}}'),
    part('01-Jul-2027', '{"networkAnalystN":{"num":0},"spatialAnalystN":{"num":0}}', { maxUsers: 0 }),
  ]);
  const timeline = simulate({ ...legacy, file });

  it('names what they avoid and what they leave as it is', () => {
    const some = timeline.shortages.filter(one => one.total > 0);
    const report = timelineMarkdown({ timeline, portalName: 'P', reductions: reductions(timeline, some) });
    assert.match(report, /2 members: fewer would not be enough\./);
    assert.match(report, /What this avoids: ArcGIS Pro\\: Network Analyst\./);
    assert.match(
      report,
      /What it leaves as it is:\n\n- ArcGIS Pro\\: members at 2027-07-01 .*, 0 seats for 3 held; and 1 more of the product\./,
    );
    assert.match(report, /Where everything of a product ends, only a renewal helps\./);
    assert.doesNotMatch(report, /avoids the shortages/);
  });

  it('tells what ends apart from what can be mended, a product once, and the names of one list once', () => {
    const both = simulate({
      ...legacy,
      file: entitlementsFile([
        part('01-Jan-2026', '{"networkAnalystN":{"num":1},"spatialAnalystN":{"num":5}}', { maxUsers: 2 }),
        part('01-Jul-2027', '{"networkAnalystN":{"num":0},"spatialAnalystN":{"num":0}}', { maxUsers: 0 }),
      ]),
    });
    const report = timelineMarkdown({ timeline: both, portalName: 'P' });
    const heads = report.split('\n').filter(line => /^##+ /.test(line));
    assert.deepEqual(heads.slice(2), [
      '## Shortages',
      '### ArcGIS Pro\\: members',
      '### ArcGIS Pro\\: Network Analyst',
      '## What ends',
      '### ArcGIS Pro\\: members',
    ]);
    assert.match(report, /on there are no seats for 3 held\. So it is with 1 more of the product\./);
    assert.equal(report.match(/Locked out until corrected: .*\(last used/g)?.length, 1);
    assert.equal(report.match(/the same members as named under ArcGIS Pro\\: members\./g)?.length, 2);
  });

  it('says that user types are no part of them', () => {
    const both = simulate({
      ...legacy,
      portalKind: 'online',
      listings: [{ ...listing, pools: [{ key: entitlement('networkAnalystN'), num: 1 }] }],
      userTypes: [{ id: userTypeId('editorUT'), name: 'Contributor', maximum: 1, current: 3 }],
    });
    const report = timelineMarkdown({ timeline: both, portalName: 'P', reductions: reductions(both) });
    assert.match(report, /Not part of it, to be done by hand as said above: Contributor\./);
    assert.match(
      report,
      /By hand, as no plan does it, .*give another user type to members of “Contributor” \\\(2\\\)\\\./,
    );
    assert.match(report, /What this avoids: ArcGIS Pro\\: Network Analyst\./);
    assert.doesNotMatch(report, /What it leaves as it is/);
  });

  it('says of app bundles, and of apps whose seats nothing splits, what to do by hand', () => {
    const subject = { label: 'Urban', atLeast: false, before: 1, seats: [1] };
    const [bundles, apps, ...others] = byHandTexts(
      [
        { ...subject, id: 'bundle', kind: 'appBundle' },
        { ...subject, id: 'app', kind: 'app', itemId: pro },
        { ...subject, id: 'planned', kind: 'entitlement', itemId: pro },
      ],
      [
        { subject: 'bundle', by: 2 },
        { subject: 'app', by: 700 },
        { subject: 'app', by: 1_200 },
        { subject: 'planned', by: 1 },
      ],
    );
    assert.match(bundles ?? '', /take the app bundle from members of “Urban” \(2\)\.$/);
    assert.match(
      apps ?? '',
      /nothing tells which of their rights .* take rights back of “Urban” \(1,200\)\.$/,
    );
    assert.deepEqual(others, []);
  });

  it('says that the last use is not known where it is not, and not that there was none', () => {
    const holders = [
      holder('bundled', ['appBundle', 'networkAnalystN']),
      holder('never', ['networkAnalystN']),
    ];
    const both = simulate({
      ...legacy,
      listings: [{ ...listing, pools: [{ key: entitlement('networkAnalystN'), num: 0 }] }],
      holders: { [pro]: { items: holders } },
    });
    const report = timelineMarkdown({ timeline: both, portalName: 'P', reductions: reductions(both) });
    assert.match(
      report,
      /\n\| never \| never \| networkAnalystN \| .*\n\| bundled \| not known \| networkAnalystN, appBundle \|/,
    );
  });
});
