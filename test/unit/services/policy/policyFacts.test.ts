import assert from 'node:assert/strict';
import type { ItemId } from '../../../../src/core/ids';
import type { Policy } from '../../../../src/core/policy/policyTypes';
import { readPolicy } from '../../../../src/core/policy/readPolicy';
import { checkPolicy } from '../../../../src/core/policy/lintPolicy';
import { adoptState } from '../../../../src/services/policy/adoptState';
import { createPolicyFacts, keptMs } from '../../../../src/services/policy/policyFacts';
import { largestListing, portal, startBench } from '../bench';
import type { Bench } from '../bench';

const name = 'river.license-policy.jsonc';
const policyOf = (content: object): Policy => {
  const { policy } = readPolicy(
    JSON.stringify({ policy: 1, portal: 'https://gis.example/portal', ...content }),
    name,
  );
  assert.ok(policy);
  return policy;
};
const noRoster = (path: string): Promise<string> => Promise.reject(new Error(`${path} is not there.`));

describe('what open policies are checked against', () => {
  let bench: Bench;
  let now = 0;
  before(async () => {
    bench = await startBench({ scale: 'S' });
    now = bench.clock.now();
  });
  after(() => bench.close());
  const never = new AbortController().signal;
  const made = () => createPolicyFacts({ ...bench.deps, clock: { ...bench.clock, now: () => now } });
  const ofListing = (id: ItemId = largestListing(bench)): Policy =>
    policyOf({ listings: [{ itemId: id, grants: [] }] });

  it('sends nothing for a policy of a portal that was read less than ten minutes ago, and all of it after that', async () => {
    const facts = made();
    const policy = ofListing();
    assert.equal(facts.isKnown(portal, policy), false);
    const first = await facts.load(portal, policy, noRoster, never);
    assert.equal(first.organization.held.get(largestListing(bench))?.state, 'known');
    assert.equal(facts.isKnown(portal, policy), true);
    const sent = bench.entries.length;
    now += keptMs;
    await facts.load(portal, policy, noRoster, never);
    assert.equal(bench.entries.length, sent);
    now += 1;
    assert.equal(facts.isKnown(portal, policy), false);
    const again = await facts.load(portal, policy, noRoster, never);
    assert.ok(bench.entries.length > sent);
    assert.equal(again.readAt, now);
    facts.dispose();
  });

  it('reads who holds a listing that an edit added, and nothing else', async () => {
    const facts = made();
    await facts.load(portal, policyOf({ listings: [] }), noRoster, never);
    const sent = bench.entries.length;
    assert.ok(bench.entries.some(({ path }) => path.endsWith('/users')));
    const { organization } = await facts.load(portal, ofListing(), noRoster, never);
    assert.deepEqual([...organization.held.keys()], [largestListing(bench)]);
    const paths = bench.entries.slice(sent).map(({ path }) => path);
    assert.ok(paths.some(path => path.endsWith('/userEntitlements')));
    assert.equal(
      paths.some(path => /\/(users|roles|userLicenseTypes)$/.test(path)),
      false,
      paths.join(' '),
    );
    facts.dispose();
  });

  it('reads a portal once for two policies that are opened together', async () => {
    const facts = made();
    const policy = ofListing();
    const sent = bench.entries.length;
    await facts.load(portal, policy, noRoster, never);
    const once = bench.entries.length - sent;
    const both = made();
    await Promise.all([
      both.load(portal, policy, noRoster, never),
      both.load(portal, policy, noRoster, never),
    ]);
    assert.equal(bench.entries.length - sent - once, once);
    facts.dispose();
    both.dispose();
  });

  it('stops what nobody waits for any more, and reads it again when it is wanted', async () => {
    const facts = made();
    const closed = new AbortController();
    const reading = facts.load(portal, ofListing(), noRoster, closed.signal);
    closed.abort();
    await assert.rejects(reading, { name: 'AbortError' });
    facts.stop(portal);
    const { organization } = await facts.load(portal, ofListing(), noRoster, never);
    assert.equal(organization.listings.state, 'known');
    assert.equal(organization.members.state, 'known');
    facts.dispose();
  });

  it('says that all is to be read anew when the portal is forgotten, as with a sign-in', async () => {
    const facts = made();
    const told: string[] = [];
    facts.onDidForget(id => told.push(id));
    await facts.load(portal, ofListing(), noRoster, never);
    bench.inventory.forget(portal);
    assert.deepEqual(told, [portal]);
    assert.equal(facts.isKnown(portal, ofListing()), false);
    facts.dispose();
  });

  it('sees what somebody else took away a moment ago, once the portal is to be read anew', async () => {
    const facts = made();
    const id = largestListing(bench);
    const read = async (): Promise<number | undefined> => {
      facts.forget(portal);
      const { organization } = await facts.load(portal, ofListing(id), noRoster, never);
      const held = organization.held.get(id);
      return held?.state === 'known' ? held.value.holdings.size : undefined;
    };
    const before = await read();
    const { holders } = bench.listing(id);
    const [key = ''] = holders.keys();
    assert.ok(holders.delete(key));
    assert.equal(await read(), (before ?? 0) - 1);
    facts.dispose();
  });

  it('finds nothing wrong with a policy that was adopted', async () => {
    const facts = made();
    const { text } = await adoptState(bench.deps, portal);
    const { policy } = readPolicy(text, name);
    assert.ok(policy);
    const { organization } = await facts.load(portal, policy, noRoster, never);
    const { problems } = checkPolicy(text, name, now, organization);
    assert.deepEqual(
      problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    facts.dispose();
  });
});
