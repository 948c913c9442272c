// Thousands of random policies and organizations: what is written is read again, what is adopted resolves to what is held, and members are selected as
// a plain reading of the document says.
import assert from 'node:assert/strict';
import { entitlementKey, userKey } from '../../../../src/core/ids';
import { adoptPolicy } from '../../../../src/core/policy/adoptPolicy';
import { contentOf } from '../../../../src/core/policy/policyContent';
import type { GrantContent, PeopleContent, PolicyContent } from '../../../../src/core/policy/policyContent';
import { heldUserTypes } from '../../../../src/core/policy/policyOrganization';
import type { PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import type { Policy } from '../../../../src/core/policy/policyTypes';
import { printPolicy } from '../../../../src/core/policy/printPolicy';
import { readPolicy } from '../../../../src/core/policy/readPolicy';
import { resolvePolicy } from '../../../../src/core/policy/resolvePolicy';
import type { ResolvedPolicy } from '../../../../src/core/policy/resolvePolicy';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import { isIncluded } from './policyOracle';
import { namesOf, now, Random, randomOrganization, randomPolicy } from './randomPolicies';

function readFine(text: string, name = 'a.license-policy.json'): Policy {
  const { policy, problems } = readPolicy(text, name);
  assert.deepEqual(problems, [], text);
  assert.ok(policy !== undefined);
  return policy;
}

/** What the wishes come to: target, member, entitlements. */
const wished = ({ wishes }: ResolvedPolicy): readonly string[] =>
  wishes.map(one => line(one.itemId, one.username, one.itemId === userTypesTarget, one.entitlements)).sort();

const line = (target: string, member: string, isType: boolean, names: readonly string[]): string =>
  `${target} ${userKey(member)} ${names
    .map(one => (isType ? one : entitlementKey(one)))
    .sort()
    .join(',')}`;

/** What is held of everything, in the same words. */
function held(organization: PolicyOrganization): readonly string[] {
  const all = [...organization.held, [userTypesTarget, heldUserTypes(organization.members)] as const];
  return all
    .flatMap(([itemId, known]) =>
      known.state === 'unread'
        ? []
        : [...known.value.holdings.values()]
            .filter(one => one.entitlements.length > 0)
            .map(one => line(itemId, one.username, itemId === userTypesTarget, one.entitlements)),
    )
    .sort();
}

describe('policies at random', () => {
  it('are read as they were written from JSON with comments, trailing commas and other line ends, 500 of them', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const random = new Random(seed);
      const content = randomPolicy(random, namesOf(randomOrganization(random)));
      const text = printPolicy(content, { comments: ['kept', 'by "hand" {'], eol: '\r\n', indent: '\t' });
      const loose = text.replace(/\r\n(\s*)([\]}])/g, ', // end\r\n$1$2').replace(/([[{]), \/\/ end/g, '$1');
      assert.deepEqual(plain(contentOf(readFine(loose, 'a.license-policy.jsonc'))), plain(content));
    }
  });

  it('are read as they were written, select the members and give the entitlements that they say, 2,000 of them', () => {
    let [wishes, empty] = [0, 0];
    for (let seed = 1; seed <= 2000; seed++) {
      const random = new Random(seed);
      const organization = randomOrganization(random, 12);
      const content = randomPolicy(random, namesOf(organization));
      const text = printPolicy(content);
      const policy = readFine(text);
      assert.deepEqual(plain(contentOf(policy)), plain(content));
      const resolved = resolvePolicy(policy, organization, now);
      assert.ok(!resolved.problems.some(one => one.severity === 'error'), text);
      const expected = expectedWishes(content, organization);
      assert.deepEqual(wished(resolved), expected, text);
      wishes += expected.length;
      if (expected.length === 0) empty++;
      for (const key of ['excluded', 'protected'] as const) {
        const people = key === 'excluded' ? content.exclude : content.protected;
        const whom = people === undefined ? [] : [...select(people, content, organization)];
        assert.deepEqual([...resolved.rules[key]].sort(), whom.sort());
      }
    }
    assert.ok(wishes > 10_000, String(wishes));
    assert.ok(empty < 500, String(empty));
  });

  it('adopted from 1,000 portals give back what is held, with every target governed, and the same text again', () => {
    let [explained, teams, sets] = [0, 0, 0];
    for (let seed = 1; seed <= 1000; seed++) {
      const organization = randomOrganization(new Random(seed), 16);
      const adopted = adoptPolicy({ portal: 'sample:online-M', portalName: 'X', organization });
      const policy = readFine(adopted.text, 'a.license-policy.jsonc');
      assert.deepEqual(plain(contentOf(policy)), plain(adopted.content));
      const resolved = resolvePolicy(policy, organization, now, adopted.text);
      assert.deepEqual(resolved.problems, [], adopted.text);
      assert.deepEqual(wished(resolved), held(organization), adopted.text);
      assert.deepEqual(
        [...resolved.rules.governed].sort(),
        [...organization.held.keys(), userTypesTarget].sort(),
      );
      assert.equal(resolved.rules.mode, 'exact');
      assert.deepEqual(adopted.leftOut, []);
      const again = seed % 4 === 0 ? mixed(organization, seed) : organization;
      assert.equal(
        adoptPolicy({ portal: 'sample:online-M', portalName: 'X', organization: again }).text,
        adopted.text,
      );
      explained += /"(userType|role)": (\[|"(?!.*UT" \})|"org)|everyone/.test(adopted.text) ? 1 : 0;
      teams += adopted.content.teams.length;
      sets += adopted.content.sets.length;
    }
    for (const [what, count] of Object.entries({ explained, teams, sets }))
      assert.ok(count > 300, `${what} ${count}`);
  });
});

/** The same organization, everything in another order. */
function mixed(organization: PolicyOrganization, seed: number): PolicyOrganization {
  const random = new Random(seed);
  const { members, held: all, listings } = organization;
  assert.ok(members.state === 'known' && listings.state === 'known');
  return {
    ...organization,
    members: { state: 'known', value: { items: random.shuffled([...members.value.items]) } },
    listings: { state: 'known', value: random.shuffled(listings.value) },
    held: new Map(
      random.shuffled([...all]).map(([itemId, one]) => [
        itemId,
        one.state === 'unread'
          ? one
          : {
              state: 'known',
              value: { ...one.value, holdings: new Map(random.shuffled([...one.value.holdings])) },
            },
      ]),
    ),
  };
}

/** Without prototypes and orders of keys that mean nothing. */
const plain = (content: PolicyContent): unknown => JSON.parse(JSON.stringify(content)) as unknown;

/** What a document selects, read anew from its content and with nothing of the resolver. */
function select(
  people: PeopleContent,
  content: PolicyContent,
  organization: PolicyOrganization,
): ReadonlySet<string> {
  const { members, groups, rosters } = organization;
  assert.ok(members.state === 'known' && groups.state === 'known');
  const found = new Set<string>();
  for (const one of people) {
    const here = new Set<string>();
    const add = (names: Iterable<string>): void => {
      for (const name of names) here.add(name.toLowerCase());
    };
    for (const name of one.team ?? []) {
      const team = content.teams.find(each => each.name === name);
      assert.ok(team !== undefined);
      add(select([team.people], content, organization));
    }
    add(one.members ?? []);
    for (const path of one.roster ?? []) {
      const roster = rosters.get(path);
      assert.ok(roster?.state === 'known');
      add(roster.value);
    }
    for (const name of one.group ?? []) {
      const group = groups.value.find(
        each => each.id === name || each.title.toLowerCase() === name.toLowerCase(),
      );
      assert.ok(group?.members.state === 'known');
      add(group.members.value.items);
    }
    for (const member of members.value.items) {
      const role = member.roleId ?? member.role;
      const named = role === 'customRole1' ? [role, 'planner'] : [role];
      const isSelected =
        one.everyone === true ||
        (one.userType ?? []).some(type => type === member.userType) ||
        (one.role ?? []).some(wanted => named.includes(wanted));
      if (isSelected) add([member.username]);
    }
    if (one.except !== undefined)
      for (const name of select(one.except, content, organization)) here.delete(name);
    for (const name of here) found.add(name);
  }
  return found;
}

/** Days of the generator, compared as texts: all lie days away from now in every zone, but for today. */
const isInForce = ({ from, until }: GrantContent, today: string): boolean =>
  (from === undefined || from <= today) && (until === undefined || today <= until);

const days = new Map<string, string>();
function todayIn(timeZone: string): string {
  const day = days.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone }).format(now);
  days.set(timeZone, day);
  return day;
}

function expectedWishes(content: PolicyContent, organization: PolicyOrganization): readonly string[] {
  const today = todayIn(content.timeZone ?? organization.timeZone);
  const given: { readonly id: string; readonly key: string; readonly gets: readonly string[] }[] = [];
  const { listings, members } = organization;
  assert.ok(listings.state === 'known' && members.state === 'known');
  for (const target of content.targets) {
    const id = target.itemId ?? listings.value.find(one => one.title === target.title)?.itemId;
    assert.ok(id !== undefined);
    const byMember = new Map<string, Set<string>>();
    for (const grant of target.grants.filter(one => isInForce(one, today))) {
      for (const key of select(grant.to, content, organization)) {
        const gets = byMember.get(key) ?? new Set<string>();
        byMember.set(key, gets);
        if (target.kind === 'appBundle') gets.add('appbundle');
        for (const name of grant.give) {
          const set = content.sets.find(one => one.name === name);
          for (const each of set?.entitlements ?? [name]) gets.add(each.toLowerCase());
        }
      }
    }
    for (const [key, gets] of byMember) given.push({ id, key, gets: [...gets] });
  }
  const types = new Map<string, GrantContent>();
  for (const rule of (content.userTypes ?? []).filter(one => isInForce(one, today))) {
    for (const key of select(rule.to, content, organization)) {
      const other = types.get(key);
      if (other === undefined || (rule.priority ?? 0) < (other.priority ?? 0)) types.set(key, rule);
    }
  }
  const kept = select(content.protected ?? [], content, organization);
  const has = new Map(members.value.items.map(one => [one.username.toLowerCase(), one.userType]));
  const isDouble = (key: string, name: string): boolean =>
    content.removeDoubles === true &&
    !kept.has(key) &&
    isIncluded(name, [has.get(key), types.get(key)?.give[0] ?? has.get(key)]);
  return [
    ...given.map(({ id, key, gets }) =>
      line(
        id,
        key,
        false,
        gets.filter(one => !isDouble(key, one)),
      ),
    ),
    ...[...types].map(([key, rule]) => line(userTypesTarget, key, true, rule.give)),
  ].sort();
}
