import assert from 'node:assert/strict';
import { itemId, userKey, username } from '../../../src/core/ids';
import type { JournalEntry } from '../../../src/core/journal';
import { journalText } from '../../../src/core/journalText';
import type {
  ApplyReport,
  OfflineRelease,
  OperationPlan,
  PortalOperation,
} from '../../../src/core/planTypes';
import { isPortalError } from '../../../src/core/problem';
import type { FaultRule } from '../../../src/samplePortal/faults';
import { closeUnfinished } from '../../../src/services/apply/recovery';
import type { ApplyEvent } from '../../../src/services/apply/applyTypes';
import { readOfflineHolders } from '../../../src/services/offlineHolders';
import { portal, proListing, startBench } from './bench';
import type { Bench } from './bench';

type Options = NonNullable<Parameters<typeof startBench>[0]>;

async function using(options: Options, run: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await startBench({ scale: 'S', restartSeconds: 0.05, ...options });
  try {
    await run(bench);
  } finally {
    await bench.close();
  }
}

let plans = 0;
const planOf = (operation: PortalOperation, more: Partial<OperationPlan> = {}): OperationPlan => ({
  kind: 'operation',
  id: `operation${(plans += 1)}`,
  portalId: portal,
  createdAt: 0,
  title: 'Operation',
  operation,
  does: ['It does something.'],
  now: [{ name: 'Before', value: 'As it was' }],
  warnings: [],
  ...more,
});

const offlineNow = (bench: Bench): string[] =>
  [...bench.listing(proListing(bench)).holders.values()]
    .filter(({ disconnectedSince }) => disconnectedSince !== null)
    .map(holder => holder.username);

function releases(bench: Bench, count: number, appId = 'arcgisprodesktop'): OfflineRelease[] {
  const names = offlineNow(bench).slice(0, count);
  assert.equal(names.length, count, 'too few are offline');
  return names.map((name, index) => ({
    id: `r${index + 1}`,
    username: username(name),
    itemId: proListing(bench),
    title: 'ArcGIS Pro',
    appId,
  }));
}
const releasePlan = (bench: Bench, count: number): OperationPlan =>
  planOf({ name: 'releaseLicense', releases: releases(bench, count) });

const calls = (bench: Bench, operation: string): number =>
  bench.entries.filter(({ path }) => path.endsWith(`/${operation}`)).length;
const outcomes = ({ results }: ApplyReport): string[] => results.map(({ outcome }) => outcome);
const reasons = ({ results }: ApplyReport): string => results.map(({ reason }) => reason ?? '').join('\n');
const kinds = async (bench: Bench): Promise<string[]> =>
  (await bench.journal.read(portal)).entries.map(entry => entry.kind);

/** The journal as a crash leaves it: everything but what comes after `last`. */
async function crashAfter(bench: Bench, plan: OperationPlan, last: JournalEntry['kind']): Promise<void> {
  const { append } = bench.journal;
  let crashed = false;
  const journal = {
    ...bench.journal,
    append: async (id: typeof portal, entry: JournalEntry): Promise<void> => {
      if (crashed) return;
      await append.call(bench.journal, id, entry);
      if (entry.kind === last) crashed = true;
    },
  };
  const { createApplier } = await import('../../../src/services/apply/applier');
  await createApplier({ ...bench.deps, journal }).applyOperation(plan);
}

const recovered = async (bench: Bench): Promise<ApplyReport> => {
  const [report, ...more] = await closeUnfinished(bench.deps, portal);
  assert.ok(report !== undefined && more.length === 0);
  assert.deepEqual(await bench.journal.unfinished(bench.connections.get(portal)!), []);
  return report;
};

describe('releasing offline licenses', () => {
  for (const [flavor, decisions] of [
    ['enterprise', {}],
    ['enterprise', { adminSuccess: 'success' }],
    ['enterprise', { disconnectedInfo: 'absent' }],
    ['enterprise', { noEntitlements: 'error' }],
    ['enterprise', { userEntitlementsPaging: 'paged' }],
    ['enterprise', { adminPostToken: 'anywhere' }],
    ['legacy', {}],
    ['legacy', { adminSuccess: 'success' }],
  ] as const) {
    it(`takes them back one by one at ${flavor} ${JSON.stringify(decisions)}`, () =>
      using({ flavor, decisions }, async bench => {
        const id = proListing(bench);
        await bench.inventory.load({ portalId: portal, name: 'holders', key: id });
        const plan = releasePlan(bench, 2);
        const before = bench.holders(id);
        const events: ApplyEvent[] = [];
        const report = await bench.applier.applyOperation(plan, { onEvent: event => events.push(event) });
        assert.deepEqual(outcomes(report), ['done', 'done'], reasons(report));
        assert.equal(report.requestsSent, 2);
        assert.equal(calls(bench, 'releaseLicense'), 2);
        assert.equal(offlineNow(bench).length, 2);
        assert.deepEqual(bench.holders(id), before, 'what they hold stays');
        const shown = bench.inventory.peek({ portalId: portal, name: 'holders', key: id });
        assert.ok(shown.state === 'ready');
        for (const { username: name } of report.results)
          assert.equal(
            shown.value.items.find(row => userKey(row.username) === userKey(name))?.offline,
            false,
          );
        assert.equal(events.filter(({ kind }) => kind === 'result').length, 2);
        assert.deepEqual(await kinds(bench), [
          'planned',
          'snapshot',
          ...Array.from({ length: 2 }, () => ['requestStarted', 'requestEnded', 'results']).flat(),
          'finished',
        ]);
      }));
  }

  it('tells the journal what was sent for whom, and that nobody was revoked', () =>
    using({ flavor: 'enterprise' }, async bench => {
      const plan = releasePlan(bench, 1);
      await bench.applier.applyOperation(plan);
      const text = journalText(await bench.journal.read(portal), 1, []);
      assert.match(text, /r1 sent: releaseLicense for /);
      assert.doesNotMatch(text, /to hold nothing/);
      assert.match(text, /It does something/);
    }));

  for (const [kind, outcome, said] of [
    ['dropAfter', 'done', /answer was lost .*not offline any more/],
    ['cutBody', 'done', /answer was lost .*not offline any more/],
    ['dropBefore', 'unknown', /still offline, and the portal may still release it until \d\d:\d\d/],
    ['html502', 'unknown', /may still release it until/],
  ] as const)
    it(`reads the member again when the answer is lost (${kind}), and never sends twice`, () =>
      using({ flavor: 'enterprise' }, async bench => {
        bench.sample.faults.set([{ path: 'releaseLicense$', kind, times: 1 }]);
        const report = await bench.applier.applyOperation(releasePlan(bench, 2));
        assert.deepEqual(outcomes(report), [outcome, 'done'], reasons(report));
        assert.match(reasons(report), said);
        assert.equal(report.results[0]?.until !== undefined, outcome === 'unknown');
        assert.equal(calls(bench, 'releaseLicense'), 2);
      }));

  it('is not done after an answer that says that it failed', () =>
    using({ flavor: 'enterprise' }, async bench => {
      bench.sample.faults.set([{ path: 'releaseLicense$', kind: 'error', code: 500, message: 'No.' }]);
      const report = await bench.applier.applyOperation(releasePlan(bench, 1));
      assert.deepEqual(outcomes(report), ['notDone']);
      assert.match(reasons(report), /still offline/);
    }));

  it('does not take success for proof', () =>
    using({ flavor: 'enterprise' }, async bench => {
      const plan = releasePlan(bench, 1);
      const [name] = offlineNow(bench);
      const client = bench.client();
      const lying = { ...client, releaseLicense: () => Promise.resolve() };
      const connections = { ...bench.connections, client: () => lying };
      const { createApplier } = await import('../../../src/services/apply/applier');
      const report = await createApplier({ ...bench.deps, connections }).applyOperation(plan);
      assert.deepEqual(outcomes(report), ['notDone']);
      assert.match(reasons(report), /reported success, and the license is still shown as offline/);
      assert.ok(offlineNow(bench).includes(name ?? ''));
    }));

  for (const texts of ['reference', 'other'] as const)
    it(`tells the portal’s refusal and goes on with the next (${texts} texts)`, () =>
      using({ flavor: 'enterprise', decisions: { texts } }, async bench => {
        const plan = releasePlan(bench, 2);
        bench.sample.faults.set([
          { path: 'releaseLicense$', kind: 'error', code: 400, message: 'Not this one.', times: 1 },
        ]);
        const report = await bench.applier.applyOperation(plan);
        assert.deepEqual(outcomes(report), ['notDone', 'done']);
        assert.match(
          reasons(report),
          texts === 'reference' ? /^Refused by the portal: .*Not this one/ : /^Refused by the portal: .{10}/,
        );
      }));

  for (const decisions of [{}, { permissionCode: 'missing' }, { permissionMessageCode: 'absent' }] as const)
    it(`stops where the account may not do it ${JSON.stringify(decisions)}`, () =>
      using({ flavor: 'enterprise', decisions }, async bench => {
        bench.sample.faults.set([{ path: 'releaseLicense$', kind: 'error', code: 403, message: 'No.' }]);
        const report = await bench.applier.applyOperation(releasePlan(bench, 3));
        assert.deepEqual(outcomes(report), ['notDone', 'notDone', 'notDone']);
        // Without its code the portal's words are none that speak of the account: each may fare differently.
        assert.equal(calls(bench, 'releaseLicense'), 'permissionCode' in decisions ? 3 : 1);
      }));

  it('sends nothing for who returned it meanwhile, and says so', () =>
    using({ flavor: 'enterprise' }, async bench => {
      const plan = releasePlan(bench, 1);
      const holder = bench.listing(proListing(bench)).holders.get(userKey(offlineNow(bench)[0]!))!;
      bench.sample.state.commit([
        ['holder', proListing(bench), holder.username, { ...holder, disconnectedSince: null }],
      ]);
      const report = await bench.applier.applyOperation(plan);
      assert.deepEqual(outcomes(report), ['done']);
      assert.match(reasons(report), /not offline any more/);
      assert.equal(calls(bench, 'releaseLicense'), 0);
      assert.equal(report.requestsSent, 0);
    }));

  it('waits where it is put off, and is cancelled between two', () =>
    using({ flavor: 'enterprise' }, async bench => {
      bench.sample.faults.set([{ path: 'releaseLicense$', kind: 'throttle', retryAfter: 7, times: 1 }]);
      const before = bench.clock.now();
      const cancel = new AbortController();
      const report = await bench.applier.applyOperation(releasePlan(bench, 2), {
        signal: cancel.signal,
        onEvent: event => event.kind === 'result' && cancel.abort(),
      });
      assert.deepEqual(outcomes(report), ['done', 'notDone'], reasons(report));
      assert.match(reasons(report), /Cancelled before it was sent/);
      assert.ok(bench.clock.now() - before >= 7_000);
      assert.equal(calls(bench, 'releaseLicense'), 2);
      assert.equal(report.cancelled, true);
    }));

  it('goes on after a sign-in that ended meanwhile, with what was read again', () =>
    using({ flavor: 'enterprise' }, async bench => {
      const plan = releasePlan(bench, 2);
      bench.sample.faults.set([{ path: 'releaseLicense$', kind: 'expireToken', times: 1 }]);
      const { createApplier } = await import('../../../src/services/apply/applier');
      const asked: string[] = [];
      const report = await createApplier({
        ...bench.deps,
        signInAgain: async id => {
          asked.push(id);
          const { signInWithPassword } = await import('../../../src/arcgis/signIn');
          const { url, username: name, password } = bench.sample;
          bench.tokens.current = (
            await signInWithPassword({ url, fetch, clock: bench.clock, username: name, password })
          ).token;
          return true;
        },
      }).applyOperation(plan);
      assert.deepEqual(outcomes(report), ['done', 'done'], reasons(report));
      assert.deepEqual(asked, [portal]);
    }));

  it('sends nothing where the journal cannot be written', () =>
    using({ flavor: 'enterprise' }, async bench => {
      const plan = releasePlan(bench, 2);
      bench.files.fail = new Error('disk full');
      const report = await bench.applier.applyOperation(plan);
      assert.deepEqual(outcomes(report), ['notDone', 'notDone']);
      assert.match(reasons(report), /journal cannot be written \(disk full\)/);
      assert.equal(calls(bench, 'releaseLicense'), 0);
    }));

  it('finds out after a crash whose was taken back', () =>
    using({ flavor: 'enterprise' }, async bench => {
      const plan = releasePlan(bench, 3);
      // The first is told of; of the second only the sending is in the journal.
      const { append } = bench.journal;
      let started = 0;
      const journal = {
        ...bench.journal,
        append: async (id: typeof portal, entry: JournalEntry): Promise<void> => {
          if (entry.kind === 'requestStarted') started += 1;
          if (started > 2 || (started === 2 && entry.kind !== 'requestStarted')) {
            started = 9;
            throw new Error('killed');
          }
          await append.call(bench.journal, id, entry);
        },
      };
      const { createApplier } = await import('../../../src/services/apply/applier');
      await createApplier({ ...bench.deps, journal }).applyOperation(plan);
      const report = await recovered(bench);
      assert.deepEqual(outcomes(report), ['done', 'done', 'notDone'], reasons(report));
      assert.match(reasons(report), /program was stopped while it was sent/);
      assert.match(reasons(report), /Interrupted before it was sent/);
    }));

  it('stays open after a crash while the portal cannot be asked', () =>
    using({ flavor: 'enterprise' }, async bench => {
      await crashAfter(bench, releasePlan(bench, 1), 'requestStarted');
      bench.sample.faults.set([{ path: 'userEntitlements', kind: 'dropBefore' }]);
      assert.deepEqual(await closeUnfinished(bench.deps, portal), []);
      bench.sample.faults.set([]);
      assert.deepEqual(outcomes(await recovered(bench)), ['done']);
    }));

  it('is about ArcGIS Pro alone before 11.3: the portal is sent no product', () =>
    using({ flavor: 'legacy' }, async bench => {
      const [{ id, username: name, itemId: item, title }] = releases(bench, 1) as [OfflineRelease];
      const report = await bench.applier.applyOperation(
        planOf({ name: 'releaseLicense', releases: [{ id, username: name, itemId: item, title }] }),
      );
      assert.deepEqual(outcomes(report), ['done']);
    }));

  it('knows who is offline, over the products that can be released, and which lists are not whole', () =>
    using({ flavor: 'enterprise' }, async bench => {
      const { holders, notWhole } = await readOfflineHolders(bench.deps, portal);
      assert.deepEqual(notWhole, []);
      const pro = holders.filter(({ app }) => app === 'arcgisprodesktop').map(one => one.username as string);
      assert.deepEqual(pro.toSorted(), offlineNow(bench).toSorted());
      bench.sample.faults.set([{ path: `${proListing(bench)}/userEntitlements`, kind: 'status', code: 500 }]);
      const again = await readOfflineHolders(bench.deps, portal);
      assert.equal(again.notWhole.length, 1);
      assert.ok(!again.holders.some(({ itemId: id }) => id === proListing(bench)));
    }));
});

describe('updating the license manager', () => {
  const manager = { hostname: 'lm7.example.com,lm8.example.com', port: 27_005 } as const;
  const plan = (): OperationPlan => planOf({ name: 'updateLicenseManager', ...manager });

  it('waits for the restart with progress, and is done where the portal says which one it uses', () =>
    using({ flavor: 'enterprise', decisions: { licenseManagerInfoInResource: 'present' } }, async bench => {
      const waits: number[] = [];
      const report = await bench.applier.applyOperation(plan(), {
        onEvent: event => event.kind === 'restarting' && waits.push(event.until),
      });
      assert.deepEqual(report.operationOutcome, { outcome: 'done' });
      assert.ok(waits.length > 0, 'the view was told that the portal restarts');
      assert.deepEqual(bench.sample.state.licenseManager, manager);
      assert.equal(calls(bench, 'updateLicenseManager'), 1);
      assert.deepEqual(await kinds(bench), [
        'planned',
        'snapshot',
        'requestStarted',
        'requestEnded',
        'snapshot',
        'finished',
      ]);
    }));

  for (const flavor of ['enterprise', 'legacy'] as const)
    for (const adminSuccess of ['status', 'success'] as const)
      it(`says what cannot be verified at ${flavor} (${adminSuccess})`, () =>
        using({ flavor, decisions: { adminSuccess } }, async bench => {
          const report = await bench.applier.applyOperation(plan());
          assert.equal(report.operationOutcome?.outcome, 'unknown');
          assert.match(
            report.operationOutcome.reason ?? '',
            /success, which could not be verified: .*does not say which license manager/,
          );
          assert.deepEqual(bench.sample.state.licenseManager, manager);
        }));

  it('ends the waiting when it is cancelled', () =>
    using({ flavor: 'enterprise', restartSeconds: 5 }, async bench => {
      const cancel = new AbortController();
      const report = await bench.applier.applyOperation(plan(), {
        signal: cancel.signal,
        onEvent: event => event.kind === 'restarting' && cancel.abort(),
      });
      assert.equal(report.operationOutcome?.outcome, 'unknown');
      assert.match(report.operationOutcome.reason ?? '', /waiting for the portal .* was cancelled/);
    }));

  for (const [kind, decision, outcome] of [
    ['dropAfter', 'present', 'done'],
    ['dropAfter', 'absent', 'unknown'],
    ['dropBefore', 'present', 'unknown'],
    ['cutBody', 'present', 'done'],
  ] as const)
    it(`asks the portal after a lost answer (${kind}, ${decision})`, () =>
      using({ flavor: 'enterprise', decisions: { licenseManagerInfoInResource: decision } }, async bench => {
        bench.sample.faults.set([{ path: 'updateLicenseManager$', kind }]);
        const report = await bench.applier.applyOperation(plan());
        assert.equal(report.operationOutcome?.outcome, outcome, report.operationOutcome?.reason);
        assert.match(report.operationOutcome.reason ?? '', /answer was lost/);
        assert.equal(calls(bench, 'updateLicenseManager'), 1);
      }));

  it('tells a refusal in the portal’s words', () =>
    using({ flavor: 'enterprise' }, async bench => {
      const report = await bench.applier.applyOperation(
        planOf({ name: 'updateLicenseManager', hostname: ' ', port: 27_000 }),
      );
      assert.equal(report.operationOutcome?.outcome, 'notDone');
      assert.match(report.operationOutcome.reason ?? '', /Refused by the portal: .*licenseManagerInfo/);
    }));

  it('is found out after a crash while the portal restarted', () =>
    using({ flavor: 'enterprise', decisions: { licenseManagerInfoInResource: 'present' } }, async bench => {
      await crashAfter(bench, plan(), 'requestEnded');
      assert.deepEqual((await recovered(bench)).operationOutcome, { outcome: 'done' });
    }));
});

describe('populating the license', () => {
  const plan = (): OperationPlan => planOf({ name: 'populateLicense' });
  const unpopulated = (bench: Bench): void => bench.sample.state.commit([['populated', false]]);

  for (const decisions of [{}, { adminSuccess: 'success' }, { adminPostToken: 'anywhere' }] as const)
    it(`is read back ${JSON.stringify(decisions)}`, () =>
      using({ flavor: 'enterprise', decisions }, async bench => {
        unpopulated(bench);
        assert.equal(await bench.client().licensePopulated(), false);
        const report = await bench.applier.applyOperation(plan());
        assert.deepEqual(report.operationOutcome, { outcome: 'done' });
        assert.equal(await bench.client().licensePopulated(), true);
      }));

  it('sends nothing where it is populated by now', () =>
    using({ flavor: 'enterprise' }, async bench => {
      const report = await bench.applier.applyOperation(plan());
      assert.equal(report.operationOutcome?.outcome, 'done');
      assert.match(report.operationOutcome.reason ?? '', /Not sent: .*populated by now/);
      assert.equal(calls(bench, 'populateLicense'), 0);
    }));

  for (const [fault, outcome, said] of [
    [{ kind: 'dropAfter' }, 'done', /answer was lost .*has what was asked for/],
    [{ kind: 'dropBefore' }, 'unknown', /may still do it until \d\d:\d\d/],
    [{ kind: 'error', code: 500, message: 'No.' }, 'notDone', /answer was lost .*as it was/],
    [{ kind: 'error', code: 403, message: 'No.' }, 'notDone', /^Refused by the portal/],
  ] as const satisfies readonly (readonly [Omit<FaultRule, 'path'>, string, RegExp])[])
    it(`is ${outcome} after ${fault.kind} ${'code' in fault ? fault.code : ''}`, () =>
      using({ flavor: 'enterprise' }, async bench => {
        unpopulated(bench);
        bench.sample.faults.set([{ path: 'populateLicense$', ...fault }]);
        const report = await bench.applier.applyOperation(plan());
        assert.equal(report.operationOutcome?.outcome, outcome, report.operationOutcome?.reason);
        assert.match(report.operationOutcome.reason ?? '', said);
        assert.equal(calls(bench, 'populateLicense'), 1);
      }));

  it('is found out after a crash, whatever of it is in the journal', () =>
    using({ flavor: 'enterprise' }, async bench => {
      for (const last of ['planned', 'requestStarted', 'requestEnded'] as const) {
        unpopulated(bench);
        await crashAfter(bench, plan(), last);
        const { operationOutcome } = await recovered(bench);
        assert.equal(operationOutcome?.outcome, last === 'planned' ? 'notDone' : 'done', last);
      }
    }));
});

describe('removing all entitlements of a product', () => {
  const appId = 'arcgisprodesktop';
  const plan = (): OperationPlan => planOf({ name: 'removeAllEntitlements', appId });

  for (const decisions of [
    {},
    { emptyQueue: 'array' },
    { adminSuccess: 'success' },
    { getEntitlementsNesting: 'inside' },
    { purchasesPaging: 'paged' },
    { getOnWrite: 'html405' },
  ] as const)
    it(`keeps what the portal says first, and is read back ${JSON.stringify(decisions)}`, () =>
      using({ flavor: 'legacy', decisions }, async bench => {
        await bench.inventory.load({ portalId: portal, name: 'listings' });
        const pro = proListing(bench);
        const held = bench.listing(pro).holders.size;
        const report = await bench.applier.applyOperation(plan());
        assert.deepEqual(report.operationOutcome, { outcome: 'done' });
        const { answers, files } = await bench.snapshots.list(portal);
        assert.equal(answers.length, 1);
        assert.equal(files.length, 0);
        const text = await bench.snapshots.readAnswers(answers[0]!);
        assert.match(text, /desktopStdN/);
        const listings = bench.inventory.peek({ portalId: portal, name: 'listings' });
        assert.ok(listings.state === 'ready' && !listings.value.some(one => one.itemId === itemId(pro)));
        assert.equal(bench.listing(pro).holders.size, held, 'who holds what stays on record');
        const { entries } = await bench.journal.read(portal);
        const before = entries.find(entry => entry.kind === 'snapshot');
        assert.deepEqual(before?.resources.map(({ resource }) => resource).toSorted(), ['listings', 'queue']);
      }));

  for (const [kind, outcome, said] of [
    ['dropAfter', 'done', /answer was lost/],
    ['dropBefore', 'unknown', /may still do it until/],
    ['html502', 'unknown', /may still do it until/],
  ] as const)
    it(`reads again when the answer is lost (${kind})`, () =>
      using({ flavor: 'legacy' }, async bench => {
        bench.sample.faults.set([{ path: 'removeAllEntitlements$', kind }]);
        const report = await bench.applier.applyOperation(plan());
        assert.equal(report.operationOutcome?.outcome, outcome, report.operationOutcome?.reason);
        assert.match(report.operationOutcome.reason ?? '', said);
        assert.equal(calls(bench, 'removeAllEntitlements'), 1);
      }));

  it('sends nothing where the state before cannot be kept', () =>
    using({ flavor: 'legacy' }, async bench => {
      bench.sample.faults.set([{ path: 'getEntitlements$', kind: 'dropBefore' }]);
      const report = await bench.applier.applyOperation(plan());
      assert.equal(report.operationOutcome?.outcome, 'notDone');
      assert.match(report.operationOutcome.reason ?? '', /state before could not be kept/);
      assert.equal(calls(bench, 'removeAllEntitlements'), 0);
    }));

  it('does not know where the listings cannot be read afterwards', () =>
    using({ flavor: 'legacy' }, async bench => {
      bench.sample.faults.set([{ path: 'purchases$', kind: 'status', code: 403, after: 1 }]);
      const report = await bench.applier.applyOperation(plan());
      assert.equal(report.operationOutcome?.outcome, 'unknown');
      assert.match(report.operationOutcome.reason ?? '', /listings could not be read/);
    }));

  it('is refused by another generation, and told so', () =>
    using({ flavor: 'enterprise' }, async bench => {
      const report = await bench.applier.applyOperation(plan());
      assert.equal(report.operationOutcome?.outcome, 'notDone');
    }));

  it('is found out after a crash', () =>
    using({ flavor: 'legacy' }, async bench => {
      await crashAfter(bench, plan(), 'requestStarted');
      const { operationOutcome } = await recovered(bench);
      assert.equal(operationOutcome?.outcome, 'done', operationOutcome?.reason);
      assert.match(operationOutcome.reason ?? '', /program was stopped while it was sent/);
    }));
});

describe('every operation', () => {
  const operations: readonly PortalOperation[] = [
    { name: 'populateLicense' },
    { name: 'updateLicenseManager', hostname: 'lm.example.com', port: 27_000 },
    { name: 'removeAllEntitlements', appId: 'navigator' },
  ];

  it('is sent as nobody else and to no other organization', () =>
    using({ flavor: 'enterprise' }, async bench => {
      const saved = bench.connections.get(portal)!;
      await bench.connections.save({ ...saved, orgId: 'another' });
      for (const operation of [...operations, { name: 'releaseLicense', releases: [] } as const])
        await assert.rejects(
          bench.applier.applyOperation(planOf(operation)),
          error => isPortalError(error) && error.fault.kind === 'staleState',
        );
      assert.deepEqual(await kinds(bench), []);
    }));

  it('is not begun after Cancel', () =>
    using({ flavor: 'enterprise' }, async bench => {
      bench.sample.state.commit([['populated', false]]);
      for (const operation of operations) {
        const report = await bench.applier.applyOperation(planOf(operation), { signal: AbortSignal.abort() });
        assert.equal(report.operationOutcome?.outcome, 'notDone');
        assert.equal(report.requestsSent, 0);
      }
      assert.equal(
        bench.entries.filter(({ path }) => /(populate|update|removeAll)\w+$/.test(path)).length,
        0,
      );
    }));
});
