import assert from 'node:assert/strict';
import { itemId, username, userTypeId } from '../../../../src/core/ids';
import type { Member } from '../../../../src/core/model';
import {
  memberChildren,
  memberRows,
  type MemberProduct,
  type MemberState,
} from '../../../../src/core/tree/treeModelMember';
import {
  bundleId,
  holder,
  now,
  online,
  onlineId,
  organization,
  problem,
  proId,
  ready,
  stateOf,
} from './treeFixture';

const ana: Member = {
  username: username('Ana.Keller'),
  fullName: 'Ana Keller',
  email: 'ana@riverbend.example',
  role: 'Publisher',
  roleId: 'role77',
  userType: userTypeId('creatorUT'),
  provider: 'enterprise',
  disabled: true,
  lastLogin: now - 11,
  created: now - 22,
};
const listing = { kind: 'listing', itemId: proId, title: 'ArcGIS Pro' } as const;
const bundle = { kind: 'appBundle', itemId: bundleId, title: 'Urban Suite' } as const;
const other = { kind: 'listing', itemId: itemId('other'), title: 'Other' } as const;
const look = (products: readonly MemberProduct[], member = ana): MemberState => ({
  portalId: onlineId,
  member,
  products,
  missing: [],
});
const state = stateOf([online()]);

describe('find member', () => {
  const all = look([
    { target: listing, reading: ready(holder('Ana.Keller', ['desktopAdvN', 'networkAnalystN'])) },
    { target: other, reading: { state: 'failed', problem: problem('transport', 'reset by peer') } },
    { target: bundle, reading: ready(holder('Ana.Keller', ['appBundle'])) },
  ]);

  it('calls nobody never signed in of whom the portal did not say it', () => {
    const { username: name, fullName, role, provider, disabled } = ana;
    const rest: Member = { username: name, fullName, role, provider, disabled };
    const factsOf = (member: Member): string[] => {
      const looked = look([], member);
      const [person] = memberRows(looked, state);
      assert.ok(person);
      return memberChildren(person, looked, state).map(
        ({ label, description }) => `${label}: ${description}`,
      );
    };
    assert.ok(factsOf(rest).includes('lastSignIn: neverSignedIn'));
    assert.ok(factsOf({ ...rest, signInUnknown: true }).includes('lastSignIn: notKnown'));
  });

  it('shows the person, the user type, what is held and what could not be read', () => {
    assert.deepEqual(
      memberRows(all, state).map(node => [node.kind, node.label, node.description]),
      [
        ['member', 'Ana Keller', 'Ana.Keller · disabled'],
        ['userType', 'Creator', 'userType'],
        ['holder', 'ArcGIS Pro', 'ArcGIS Pro Advanced, Network Analyst · usedDaysAgo(3)'],
        ['failed', 'couldNotRead(holdingOf(Other))', 'reset by peer'],
        ['bundleHolder', 'Urban Suite', 'appBundles'],
      ],
    );
  });

  it('opens to every fact and every entitlement', () => {
    const rows = memberRows(all, state);
    const facts = memberChildren(rows[0]!, all, state);
    assert.deepEqual(
      facts.map(node => [node.label, node.description]),
      [
        ['userName', 'Ana.Keller'],
        ['fullName', 'Ana Keller'],
        ['email', 'ana@riverbend.example'],
        ['role', 'Publisher (role77)'],
        ['userType', 'Creator (creatorUT)'],
        ['signInBy', 'enterprise'],
        ['lastSignIn', `moment(${now - 11})`],
        ['created', `moment(${now - 22})`],
        ['disabledMember', 'yes'],
      ],
    );
    const held = memberChildren(rows[2]!, all, state);
    assert.deepEqual(
      held.map(node => [node.label, node.target.entitlement]),
      [
        ['ArcGIS Pro Advanced', 'desktopAdvN'],
        ['Network Analyst', 'networkAnalystN'],
      ],
    );
  });

  it('carries the flags and targets of the same rows in the tree', () => {
    const rows = memberRows(all, state);
    assert.deepEqual(rows[2]?.flags, ['holder', 'revocable', 'writable', 'hasItem', 'hasUser']);
    assert.deepEqual(rows[2].target, {
      portalId: onlineId,
      itemId: proId,
      targetKind: 'listing',
      username: 'Ana.Keller',
    });
    assert.deepEqual(rows[4]?.flags, ['bundleHolder', 'revocable', 'writable', 'hasItem', 'hasUser']);
    assert.deepEqual(memberChildren(rows[2], all, state)[0]?.flags, [
      'entitlement',
      'revocable',
      'writable',
      'hasItem',
      'hasUser',
    ]);
    const readOnly = stateOf([
      { ...online(), branches: { ...online().branches, organization: organization('online', false) } },
    ]);
    assert.ok(memberRows(all, readOnly).every(node => !node.flags.includes('writable')));
  });

  it('never says that nothing is held before everything was asked', () => {
    const kinds = (products: readonly MemberProduct[]): string[] =>
      memberRows(look(products), state)
        .map(node => `${node.kind}:${node.label}`)
        .slice(2);
    assert.deepEqual(kinds([{ target: listing, reading: { state: 'idle' } }]), [
      'loading:checkedSoFar(0, 1)',
    ]);
    assert.deepEqual(kinds([{ target: listing, reading: ready(holder('Ana.Keller', [])) }]), [
      'empty:holdsNothing',
    ]);
    assert.deepEqual(
      kinds([{ target: listing, reading: { state: 'failed', problem: problem('transport', 'x') } }]),
      ['failed:couldNotRead(holdingOf(ArcGIS Pro))'],
    );
  });

  it('gives every row an id of its own', () => {
    const rows = memberRows(all, state);
    const ids = [...rows, ...rows.flatMap(node => memberChildren(node, all, state))].map(node => node.id);
    assert.equal(new Set(ids).size, ids.length);
  });
});
