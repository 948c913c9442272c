// A name with blanks around it is the member of exactly that name where the portal has one, everywhere.
import assert from 'node:assert/strict';
import { username, userTypeId } from '../../../../src/core/ids';
import { policyHover } from '../../../../src/core/policy/policyHover';
import { checkPolicy } from '../../../../src/core/policy/lintPolicy';
import { policyDrift } from '../../../../src/core/policy/policyDrift';
import { known } from '../../../../src/core/policy/policyOrganization';
import type { PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import { placeAt } from '../../../../src/core/policy/policyPlaces';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import { applyEdits } from '../../../../src/core/policy/textEdits';
import { updatePolicy } from '../../../../src/core/policy/updatePolicy';
import { documentOf, holding, now, organization, policyOf } from './smallOrganization';

const both: PolicyOrganization = {
  ...organization,
  members: known({
    items: [
      { username: username('bob'), userType: userTypeId('viewerUT'), role: 'org_user' },
      { username: username('bob '), userType: userTypeId('creatorUT'), role: 'org_user' },
    ],
  }),
  held: new Map([...organization.held].map(([id]) => [id, holding(id === 'd2' ? { bob: 'drone2map' } : {})])),
};
const text = documentOf(
  `"mode": "exact", "exclude": { "members": ["nobody"] }, "listings": [{ "itemId": "d2", "grants": [{ "to": { "members": ["bob", "bob "] }, "give": "drone2map" }] }]`,
);

describe('a name with blanks at its ends', () => {
  it('is another member than the one without, to the check and under the mouse', () => {
    const codes = checkPolicy(text, 'a.license-policy.json', now, both).problems.map(one => one.code);
    assert.ok(!codes.includes('policy.memberTwice'), codes.join());
    const policy = policyOf(text);
    const titleAt = (name: string): string | undefined => {
      const place = placeAt(policy, text.indexOf(name) + 1);
      return place && policyHover(place, policy, both, resolvePolicy(policy, both, now, text))?.title;
    };
    assert.deepEqual([titleAt('"bob"'), titleAt('"bob "')], ['bob', 'bob ']);
    const excluded = text.replace('"nobody"', '"bob "');
    const found = checkPolicy(excluded, 'a.license-policy.json', now, both).problems.filter(
      one => one.code === 'policy.excludedGrant',
    );
    assert.deepEqual(
      found.map(one => excluded.slice(one.offset, one.offset + one.length)),
      ['"bob "'],
    );
  });

  it('is taken out of the file alone where the portal differs for it alone', () => {
    const resolved = resolvePolicy(policyOf(text), both, now, text);
    assert.deepEqual(
      policyDrift(resolved, both).differences.map(one => one.username),
      ['bob '],
    );
    const { edits, left } = updatePolicy({ text, name: 'a.license-policy.json', organization: both, now });
    assert.deepEqual(left, []);
    assert.match(applyEdits(text, edits), /"members": \["bob"\]/);
  });

  it('is the member without them where the portal has no other', () => {
    const one = { ...both, members: organization.members };
    const codes = checkPolicy(text, 'a.license-policy.json', now, one).problems.map(({ code }) => code);
    assert.ok(codes.includes('policy.memberTwice'));
  });
});
