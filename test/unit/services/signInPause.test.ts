// A sign-in that ends in the middle of an apply: what was read before is no ground for a write that goes out after a person came back.
import assert from 'node:assert/strict';
import { userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import type { ImportPlan, MemberPlan } from '../../../src/core/planTypes';
import { PortalError } from '../../../src/core/problem';
import { createPortalClient } from '../../../src/arcgis/createPortalClient';
import type { TokenSource } from '../../../src/arcgis/portalClient';
import { signInWithPassword } from '../../../src/arcgis/signIn';
import { createApplier } from '../../../src/services/apply/applier';
import type { JournalStore } from '../../../src/services/journal/journalTypes';
import { sha256 } from '../../../src/services/journal/journalFiles';
import { pausingTokens } from '../../../src/ui/auth/pausingTokens';
import { SignInPause } from '../../../src/ui/auth/signInPause';
import { portal, proListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';

const write = 'provisionUserEntitlements$';
const hour = 3_600_000;

describe('a sign-in that ends while a plan is applied', () => {
  let bench: Bench;
  let id: ItemId;
  let names: readonly string[];
  let asked: number;
  /** What the person who is asked does. */
  let person: () => Promise<boolean> | boolean;
  /** The token has ended, and the program knows. */
  let hasEnded: boolean;
  afterEach(() => bench.close());

  const newToken = async (): Promise<void> => {
    const { url, username: name, password } = bench.sample;
    const signedIn = await signInWithPassword({ url, fetch, clock: bench.clock, username: name, password });
    bench.tokens.current = signedIn.token;
    hasEnded = false;
  };
  const signIn = async (): Promise<boolean> => {
    await newToken();
    return true;
  };

  async function planFor(count: number): Promise<MemberPlan> {
    bench = await startBench({ scale: 'S' });
    asked = 0;
    hasEnded = false;
    id = proListing(bench);
    names = [...bench.sample.state.members.values()]
      .map(member => member.username)
      .filter(name => name !== bench.sample.username)
      .slice(0, count);
    putHolders(
      bench,
      id,
      names.map(name => ({ username: name, entitlements: ['desktopStdN'], disconnectedSince: null })),
    );
    const listing = bench.listing(id);
    listing.seats = {
      maxUsers: 2000,
      entitlements: Object.fromEntries(Object.keys(listing.seats.entitlements).map(key => [key, 2000])),
    };
    return bench.plan(
      names.map(name => ({
        itemId: id,
        username: username(name),
        mode: 'add',
        entitlements: ['spatialAnalystN'],
      })),
    );
  }

  /** An applier over tokens as a password gives them: only a person can renew them. */
  function pausing(journal: JournalStore = bench.journal) {
    const pause = new SignInPause(async () => {
      asked += 1;
      return person();
    });
    const source: TokenSource = {
      token: () =>
        hasEnded
          ? Promise.reject(new PortalError({ kind: 'signIn' }, 'The sign-in has ended.'))
          : Promise.resolve(bench.tokens.current),
      renew: refused =>
        Promise.resolve(hasEnded || bench.tokens.current === refused ? undefined : bench.tokens.current),
    };
    const saved = bench.connections.get(portal)!;
    const client = createPortalClient({
      url: saved.url,
      kind: saved.kind,
      fetch,
      clock: bench.clock,
      tokens: pausingTokens(source, pause, portal),
      timeoutMs: 10_000,
    });
    const applier = createApplier({
      ...bench.deps,
      journal,
      connections: { ...bench.connections, client: () => client },
      signInAgain: (portalId, signal) => pause.wait(portalId, signal),
    });
    return { applier, pause };
  }

  /** The journal, which sees the token end right after a request was begun. */
  const endingJournal = (): JournalStore => {
    let times = 1;
    return {
      ...bench.journal,
      append: async (...call) => {
        await bench.journal.append(...call);
        if (call[1].kind === 'requestStarted' && times-- > 0) hasEnded = true;
      },
    };
  };

  /** Somebody else gives every member another license. */
  const colleague = (): void => {
    const { holders } = bench.listing(id);
    bench.sample.state.commit(
      names.map(name => [
        'holder',
        id,
        name,
        { ...holders.get(userKey(name))!, entitlements: ['desktopStdN', 'networkAnalystN'] },
      ]),
    );
  };

  for (const how of ['known before the write was sent', 'told by the portal with 498'] as const) {
    const known = how.startsWith('known');
    const start = async (signal?: AbortSignal) => {
      const plan = await planFor(10);
      if (!known) bench.sample.faults.set([{ path: write, kind: 'expireToken', times: 1 }]);
      const { applier, pause } = pausing(known ? endingJournal() : bench.journal);
      const hold = pause.hold(portal, signal);
      return {
        plan,
        done: applier
          .applyMembers(plan, signal === undefined ? {} : { signal })
          .finally(() => hold.dispose()),
      };
    };

    it(`${how}: after the sign-in the members are read again, and nobody loses what they got meanwhile`, async () => {
      person = () => {
        bench.clock.advance(hour);
        colleague();
        return signIn();
      };
      const report = await (await start()).done;
      assert.equal(asked, 1);
      for (const name of names)
        assert.deepEqual(bench.holders(id).get(userKey(name)), ['desktopStdN', 'networkAnalystN']);
      for (const { outcome, reason } of report.results) {
        assert.equal(outcome, 'notDone');
        assert.match(reason ?? '', /Changed since/);
      }
    });

    it(`${how}: where nothing has changed it goes on, and the journal has the request begun after the sign-in`, async () => {
      let signedInAt = 0;
      person = () => {
        bench.clock.advance(hour);
        signedInAt = bench.clock.now();
        return signIn();
      };
      const report = await (await start()).done;
      assert.equal(asked, 1);
      assert.ok(report.results.every(({ outcome }) => outcome === 'done'));
      const { entries } = await bench.journal.read(portal);
      const begun = entries.filter(({ kind }) => kind === 'requestStarted').map(({ at }) => at);
      assert.equal(begun.length, 2);
      assert.ok(begun.some(at => at >= signedInAt) && begun.some(at => at < signedInAt));
      assert.equal(report.requestsSent, known ? 1 : 2);
    });

    it(`${how}: what was cancelled during the sign-in is not sent after it`, async () => {
      const cancel = new AbortController();
      person = () => {
        cancel.abort();
        return signIn();
      };
      const before = await start(cancel.signal);
      const report = await before.done;
      assert.equal(report.cancelled, true);
      assert.ok(report.results.every(({ outcome }) => outcome !== 'done'));
      assert.ok(bench.writes().every(({ code }) => code === 498));
    });

    it(`${how}: Cancel ends the apply though nobody answers the question`, async () => {
      const cancel = new AbortController();
      person = () => {
        setTimeout(() => cancel.abort(), 20);
        return new Promise(() => undefined);
      };
      const report = await (await start(cancel.signal)).done;
      assert.equal(report.cancelled, true);
      assert.equal(asked, 1);
    });

    it(`${how}: who gives the sign-in up is asked once`, async () => {
      person = () => {
        hasEnded = true;
        return false;
      };
      const report = await (await start()).done;
      assert.equal(asked, 1);
      for (const { outcome, reason } of report.results) {
        assert.equal(outcome, known ? 'notDone' : 'unknown');
        assert.match(reason ?? '', known ? /^Not sent: / : /could not be read/);
      }
    });
  }

  describe('an import', () => {
    const text = JSON.stringify({
      appId: 'arcgisprodesktop',
      parts: [
        {
          orgEntitlements: {
            maxUsers: 40,
            startDate: 0,
            startDateStr: '01-Jan-2020',
            entitlements: { desktopStdN: { num: 21, license: 'x' } },
          },
          signature: 'x',
        },
      ],
    });
    const file = { name: 'file.json', text };
    const plan: ImportPlan = {
      kind: 'import',
      id: 'import1',
      portalId: portal,
      createdAt: 0,
      title: 'Import',
      fileName: file.name,
      fileSize: text.length,
      fileHash: sha256(text),
      warnings: [],
      operation: 'importEntitlements',
      appId: 'arcgisprodesktop',
      rows: [{ section: 'entitlement', name: 'desktopStdN', after: 21 }],
    };
    const imports = () => bench.entries.filter(({ path }) => path.endsWith('importEntitlements'));
    const run = async (signal?: AbortSignal) => {
      bench = await startBench({ flavor: 'legacy', scale: 'S' });
      asked = 0;
      hasEnded = false;
      const { applier, pause } = pausing(endingJournal());
      const hold = pause.hold(portal, signal);
      try {
        return await applier.applyImport(plan, file, signal === undefined ? {} : { signal });
      } finally {
        hold.dispose();
      }
    };

    it('goes out after the sign-in, once', async () => {
      person = signIn;
      const { importOutcome } = await run();
      assert.equal(importOutcome?.outcome, 'done', importOutcome?.reason);
      assert.equal(asked, 1);
      assert.equal(imports().length, 1);
    });

    it('does not go out where it was cancelled during the sign-in, nor where that was given up', async () => {
      const cancel = new AbortController();
      person = () => {
        cancel.abort();
        return signIn();
      };
      const cancelled = await run(cancel.signal);
      assert.equal(cancelled.importOutcome?.outcome, 'notDone');
      assert.equal(imports().length, 0);
      await bench.close();
      person = () => false;
      const { importOutcome } = await run();
      assert.equal(importOutcome?.outcome, 'notDone');
      assert.match(importOutcome.reason ?? '', /^Not sent: /);
      assert.equal(asked, 1);
      assert.equal(imports().length, 0);
    });
  });
});
