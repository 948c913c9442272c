import assert from 'node:assert/strict';
import type { PortalFacts } from '../../../../../src/core/files/lint/lintTypes';
import { portalId, username } from '../../../../../src/core/ids';
import type { Member } from '../../../../../src/core/model';
import { sameFacts } from '../../../../../src/ui/files/language/sameFacts';

const member: Member = {
  username: username('a'),
  fullName: 'A',
  role: '',
  provider: 'arcgis',
  disabled: false,
};
const alone = {
  portalId: portalId('p'),
  portalName: 'P',
  portalUrl: 'https://p.example',
  kind: 'legacy',
  timeZone: 'UTC',
} as const;
const facts: PortalFacts = {
  ...alone,
  listings: [],
  holders: { a: { items: [] } },
  members: { items: [member] },
  unread: [],
};

describe('two readings of a portal', () => {
  it('are the same while their lists are', () => {
    assert.ok(sameFacts(undefined, undefined));
    assert.ok(!sameFacts(facts, undefined));
    assert.ok(
      sameFacts(facts, { ...facts, holders: { ...facts.holders }, members: { items: [member] }, unread: [] }),
    );
  });

  it('differ with any of them', () => {
    const changes: readonly Partial<PortalFacts>[] = [
      { portalId: portalId('q') },
      { portalName: 'Q' },
      { portalUrl: 'https://q.example' },
      { kind: 'online' },
      { timeZone: 'Europe/Zurich' },
      { listings: [] },
      { userTypes: [] },
      { license: { userTypes: [], appBundles: [], apps: [], extensions: [], capabilities: [] } },
      { futureLicense: [] },
      { queue: { appId: 'x', queue: [] } },
      { holders: {} },
      { holders: { a: { items: [] } } },
      { members: { items: [] } },
      { members: { items: [{ ...member }] } },
      { members: { items: [member], partial: { kind: 'cancelled' } } },
      { unread: [{ what: 'queue', why: 'no' }] },
    ];
    for (const change of changes)
      assert.ok(!sameFacts(facts, { ...facts, ...change }), JSON.stringify(change));
    const none: PortalFacts = { ...alone, unread: [] };
    assert.ok(!sameFacts({ ...none, members: { items: [] } }, none));
  });
});
