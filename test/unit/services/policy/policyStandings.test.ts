// The policies of a workspace against a sample portal on a real socket.
import assert from 'node:assert/strict';
import { portalId } from '../../../../src/core/ids';
import { adoptState } from '../../../../src/services/policy/adoptState';
import { createPolicyFacts } from '../../../../src/services/policy/policyFacts';
import type { PolicyFacts } from '../../../../src/services/policy/policyFacts';
import { planPolicy } from '../../../../src/services/policy/planPolicy';
import { createPolicyStandings } from '../../../../src/services/policy/policyStandings';
import type { PolicySource, PolicyStandings } from '../../../../src/services/policy/policyStandings';
import { largestListing, portal, startBench } from '../bench';
import type { Bench } from '../bench';

const noRoster = (path: string): Promise<string> => Promise.reject(new Error(`${path} is not there.`));
const never = new AbortController().signal;

describe('the policies of a workspace', () => {
  let bench: Bench;
  let adopted = '';
  let url = '';
  before(async () => {
    bench = await startBench({ scale: 'S' });
    adopted = (await adoptState(bench.deps, portal)).text;
    url = bench.connections.get(portal)?.url ?? '';
  });
  after(() => bench.close());

  const source = (name: string, text: string): PolicySource => ({
    uri: `file:///${name}`,
    name,
    text,
    rosterText: noRoster,
  });
  function made(files: PolicySource[]): { readonly standings: PolicyStandings; readonly facts: PolicyFacts } {
    const facts = createPolicyFacts(bench.deps);
    const standings = createPolicyStandings({
      ...bench.deps,
      facts,
      sources: () => Promise.resolve(files),
      soonMs: () => 30 * 86_400_000,
    });
    return { standings, facts };
  }
  const small = (content: object): string => JSON.stringify({ policy: 1, portal: url, ...content });
  /** An entitlement that somebody holds who is not offline. */
  const poolOf = (): string => {
    const holder = [...bench.listing(largestListing(bench)).holders.values()].find(
      one => one.disconnectedSince === null && one.entitlements.some(key => !key.startsWith('desktop')),
    );
    return holder?.entitlements.find(key => !key.startsWith('desktop')) ?? assert.fail('nobody holds one');
  };
  const loan = (until: string, members: readonly string[]): string => {
    const grants = [{ to: { members }, give: poolOf(), until }];
    return small({ listings: [{ itemId: largestListing(bench), grants }] });
  };

  it('are those that name a saved portal, and nothing is sent to find them', async () => {
    const { standings, facts } = made([
      source('b.license-policy.jsonc', adopted),
      source('a.license-policy.jsonc', small({ listings: [] })),
      source('other.license-policy.json', '{ "policy": 1, "portal": "https://other.example" }'),
      source('broken.license-policy.json', '{ "policy'),
    ]);
    const sent = bench.entries.length;
    await standings.look();
    assert.deepEqual(
      standings.peek(portal).map(({ name, isComparing, found }) => [name, isComparing, found]),
      [
        ['a.license-policy.jsonc', false, undefined],
        ['b.license-policy.jsonc', false, undefined],
      ],
    );
    assert.deepEqual(standings.peek(portalId('p2')), []);
    assert.equal(bench.entries.length, sent);
    facts.dispose();
  });

  it('are found beside one with a loan for ever, and beside one whose zone nobody knows', async () => {
    const { standings, facts } = made([
      source('ever.license-policy.json', loan('9999-12-31', ['bob'])),
      source('good.license-policy.json', small({ listings: [] })),
      source(
        'zone.license-policy.json',
        loan('2027-01-10', ['bob']).replace('"policy":1', '"policy":1,"timeZone":"Nowhere/Land"'),
      ),
    ]);
    await standings.look();
    assert.deepEqual(
      standings.peek(portal).map(({ name, mayBeDue }) => [name, mayBeDue]),
      [
        ['ever.license-policy.json', false],
        ['good.license-policy.json', false],
        ['zone.license-policy.json', false],
      ],
    );
    facts.dispose();
  });

  it('match right after they were adopted, and tell of the one that does not, and when', async () => {
    const { standings, facts } = made([
      source('a.license-policy.jsonc', adopted),
      source(
        'b.license-policy.json',
        small({ mode: 'exact', listings: [{ itemId: largestListing(bench), grants: [] }] }),
      ),
    ]);
    await standings.look();
    const heard: unknown[] = [];
    standings.onDidChange(id => heard.push(id));
    assert.equal(await standings.compare(portal, { signal: never }), true);
    const [a, b] = standings.peek(portal);
    assert.deepEqual([a?.found?.members, a?.found?.isWhole, a?.isComparing], [0, true, false]);
    assert.ok((b?.found?.members ?? 0) > 0);
    assert.ok((a?.found?.readAt ?? 0) > 0);
    // Each begins and ends, and the view hears of both.
    assert.equal(heard.length, 4);
    facts.dispose();
  });

  it('are read anew on an interval, and not for a look at what was just read', async () => {
    const { standings, facts } = made([source('a.license-policy.jsonc', adopted)]);
    await standings.look();
    await standings.compare(portal, { signal: never });
    const sent = bench.entries.length;
    await standings.compare(portal, { signal: never });
    assert.equal(bench.entries.length, sent);
    await standings.compare(portal, { signal: never, notBefore: bench.clock.now() + 1 });
    assert.ok(bench.entries.length > sent);
    facts.dispose();
  });

  it('say why they could not be compared: the policy’s own faults are no failure of the portal', async () => {
    const faulty = small({ mode: 'sideways', listings: [] });
    const { standings, facts } = made([source('a.license-policy.json', faulty)]);
    await standings.look();
    assert.equal(await standings.compare(portal, { signal: never }), true);
    assert.match(standings.peek(portal)[0]?.failure ?? '', /line 1/);
    facts.dispose();

    const own = await startBench({ scale: 'S' });
    const ownFacts = createPolicyFacts(own.deps);
    const address = own.connections.get(portal)?.url ?? '';
    const away = createPolicyStandings({
      ...own.deps,
      facts: ownFacts,
      sources: () =>
        Promise.resolve([
          source('a.license-policy.json', JSON.stringify({ policy: 1, portal: address, listings: [] })),
        ]),
      soonMs: () => 0,
    });
    await away.look();
    await away.compare(portal, { signal: never });
    assert.equal(away.peek()[0]?.failure, undefined);
    await own.close();
    assert.equal(await away.compare(portal, { signal: never, notBefore: own.clock.now() + 1 }), false);
    const [after] = away.peek();
    assert.ok(after?.failure !== undefined && after.failure !== '');
    // What was found before stays, with its time.
    assert.equal(after.found?.members, 0);
    ownFacts.dispose();
  });

  it('share a reading that somebody begins anew meanwhile', async () => {
    const { standings, facts } = made([source('a.license-policy.jsonc', adopted)]);
    await standings.look();
    const comparing = standings.compare(portal, { signal: never });
    await new Promise(resolve => setImmediate(resolve));
    facts.forget(portal);
    assert.equal(await comparing, true);
    assert.equal(standings.peek()[0]?.found?.members, 0);
    facts.dispose();
  });

  it('forget what was found for a text that has changed, and keep it where it has not', async () => {
    const files = [source('a.license-policy.jsonc', adopted)];
    const { standings, facts } = made(files);
    await standings.look();
    await standings.compare(portal, { signal: never });
    await standings.look();
    assert.ok(standings.peek()[0]?.found);
    files[0] = source('a.license-policy.jsonc', `${adopted}\n`);
    await standings.look();
    assert.equal(standings.peek()[0]?.found, undefined);
    files.length = 0;
    await standings.look();
    assert.deepEqual(standings.peek(), []);
    facts.dispose();
  });

  it('name a loan that has ended and is still held, and the ready plan takes exactly that', async () => {
    const holders = await bench.connections.client(portal).holders(largestListing(bench));
    const pool = poolOf();
    const holder = holders.items.find(one => !one.offline && one.entitlements.some(key => key === pool));
    assert.ok(holder);
    const text = loan('2020-01-01', [holder.username]);
    // So long ago, nobody looks for it any more.
    const old = made([source('a.license-policy.json', text)]);
    await old.standings.look();
    assert.equal(old.standings.peek()[0]?.mayBeDue, false);
    old.facts.dispose();

    const yesterday = new Date(bench.clock.now() - 2 * 86_400_000).toISOString().slice(0, 10);
    const current = loan(yesterday, [holder.username]);
    const { standings, facts } = made([source('a.license-policy.json', current)]);
    await standings.look();
    assert.equal(standings.peek()[0]?.mayBeDue, true);
    await standings.compare(portal, { signal: never });
    const [due] = standings.peek()[0]?.found?.due ?? [];
    assert.deepEqual([due?.event, due?.state, due?.members], ['ends', 'overdue', [holder.username]]);
    facts.dispose();

    const document = { name: 'a.license-policy.json', text: current };
    const deps = { ...bench.deps, rosterText: noRoster };
    const whole = await planPolicy(deps, portal, document, { title: 'whole' });
    assert.equal(whole.plan.changes.length, 0);
    const { plan } = await planPolicy(deps, portal, document, { title: 'due', due: () => true });
    assert.deepEqual(
      plan.changes.map(one => [one.username, one.before.filter(key => !one.after.includes(key))]),
      [[holder.username, [pool]]],
    );
    await assert.rejects(
      planPolicy(deps, portal, document, { title: 'none', due: () => false }),
      /Nothing of it is due/,
    );
  });
});
