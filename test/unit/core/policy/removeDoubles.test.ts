// A level that comes with the user type as well: what a policy says of it is what its plan, its drift, its check and its dates go by.
import assert from 'node:assert/strict';
import { itemId } from '../../../../src/core/ids';
import { openDoubles, policySentences } from '../../../../src/core/planPolicyText';
import type { MemberPlan } from '../../../../src/core/planTypes';
import { checkPolicy } from '../../../../src/core/policy/lintPolicy';
import { policyDrift } from '../../../../src/core/policy/policyDrift';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import type { ResolvedPolicy } from '../../../../src/core/policy/resolvePolicy';
import { documentOf, now, organization, policyOf } from './smallOrganization';

// cy is Professional Plus, which includes Advanced, and holds Basic of ArcGIS Pro.
const text = (keys: string, rule = '"give": ["desktopBasicN", "networkAnalystN"]'): string =>
  documentOf(
    `${keys} "listings": [{ "itemId": "pro", "grants": [{ "to": { "members": ["cy"] }, ${rule} }] }]`,
  );
const resolved = (document: string): ResolvedPolicy =>
  resolvePolicy(policyOf(document), organization, now, document);
const ofCy = (document: string): readonly (readonly string[])[] =>
  policyDrift(resolved(document), organization)
    .differences.filter(one => one.username === 'cy')
    .map(one => one.wanted);

describe('removeDoubles of a policy', () => {
  it('is neither wished nor left, for whoever is not protected', () => {
    const on = text('"mode": "exact", "removeDoubles": true,');
    assert.deepEqual(
      resolved(on).wishes.map(one => one.entitlements),
      [['networkAnalystN']],
    );
    assert.deepEqual(ofCy(on), [['networkAnalystN']]);
    const kept = text('"mode": "exact", "removeDoubles": true, "protected": { "members": ["cy"] },');
    assert.deepEqual(ofCy(kept), [['desktopBasicN', 'networkAnalystN']]);
    for (const off of ['', '"removeDoubles": false,']) {
      assert.deepEqual(ofCy(text(`"mode": "exact", ${off}`)), [['desktopBasicN', 'networkAnalystN']]);
      assert.equal(resolved(text(off)).rules.removeDoubles, undefined);
    }
  });

  it('stays in the mode that takes nothing, and the check says what comes with the user type only where it is granted', () => {
    const rule = '"give": "desktopAdvN"';
    const codes = (document: string): readonly string[] =>
      checkPolicy(document, 'a.license-policy.jsonc', now, organization).problems.map(one => one.code);
    assert.deepEqual(ofCy(text('"removeDoubles": true,', rule)), []);
    assert.deepEqual(codes(text('"removeDoubles": true,', rule)), []);
    assert.deepEqual(codes(text('', rule)), ['policy.includedLevel', 'policy.moreThanSeats']);
  });

  it('is not due where a grant of it starts', () => {
    const rule = '"give": "desktopAdvN", "from": "2026-11-01"';
    const due = (keys: string): number => resolved(text(`"timeZone": "UTC", ${keys}`, rule)).due.length;
    assert.deepEqual([due(''), due('"removeDoubles": true,')], [1, 0]);
  });

  it('is said by the plan, and asked about where nothing is said; a plan of what is due does not call itself exact', () => {
    const [pro, none] = [itemId('pro'), [] as const];
    const plan = (policy: object): MemberPlan =>
      ({
        targets: [],
        changes: [{ itemId: pro, username: 'bo', before: none, after: ['desktopBasicN'] }],
        skipped: none,
        policy: {
          mode: 'exact',
          removals: { members: 0, holders: 0 },
          doubles: ['Ana', 'bo'].map(username => ({
            itemId: pro,
            username,
            entitlement: 'desktopBasicN',
            userType: 'creatorUT',
            removed: false,
          })),
          notAllListed: none,
          unchanged: 0,
          ...policy,
        },
      }) as unknown as MemberPlan;
    const sentences = (policy: object): string => policySentences(plan(policy)).join(' ');
    assert.match(
      sentences({ removesDoubles: true }),
      /comes with the user type as well is taken, and not granted\./,
    );
    assert.match(sentences({ removesDoubles: true, mode: 'addOnly' }), /as well is not granted\./);
    assert.doesNotMatch(sentences({}), /comes with/);
    for (const [mode, words] of [
      ['exact', /^Only what is due: what has started is given, what has ended is taken, all else stays\./],
      ['addOnly', /^Only what is due: what has started is given, nothing is taken from anybody\./],
      ['removeOnly', /^Only what is due: what has ended is taken, nothing is granted\./],
    ] as const)
      assert.match(sentences({ mode, dueOnly: true }), words);
    assert.deepEqual(openDoubles(plan({}), new Set()), ['Ana', 'bo']);
    assert.deepEqual(openDoubles(plan({}), new Set(['ana'])), ['bo']);
    assert.deepEqual(openDoubles(plan({ mode: 'addOnly' }), new Set()), ['bo']);
  });
});
