import assert from 'node:assert/strict';
import { portalId, userKey, username } from '../../../src/core/ids';
import type { ItemId, PortalId } from '../../../src/core/ids';
import type { JournalEntry, RequestOutcome } from '../../../src/core/journal';
import type { ApplyReport, MemberPlan } from '../../../src/core/planTypes';
import { PortalError } from '../../../src/core/problem';
import { createApplier } from '../../../src/services/apply/applier';
import type { ApplierDeps } from '../../../src/services/apply/applier';
import { createDoubtFile } from '../../../src/services/apply/doubtFile';
import { closeUnfinished } from '../../../src/services/apply/recovery';
import { doubtsPath } from '../../../src/services/journal/journalFiles';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import type { JournalStore } from '../../../src/services/journal/journalTypes';
import type { FileStore } from '../../../src/services/ports';
import { portal, proListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';

const minutes = 60_000;
const one = 'spatialAnalystN';
const two = 'networkAnalystN';
const tryAgain = /^Not sent: an earlier write .* may still arrive at the portal\. Try again after \d\d:\d\d/;

const told = (report: ApplyReport): string[] => [
  ...new Set(
    report.results.map(({ outcome, reason }) => (reason === undefined ? outcome : `${outcome} ${reason}`)),
  ),
];

describe('writes that a crash left under way', () => {
  let bench: Bench;
  let id: ItemId;
  let orgId: string;
  let names: readonly string[];
  const plan = (key: string, mode: 'add' | 'remove' = 'add'): Promise<MemberPlan> =>
    bench.plan(names.map(name => ({ itemId: id, username: username(name), mode, entitlements: [key] })));
  const fileIn = (files: FileStore = bench.files) =>
    createDoubtFile({ files, clock: bench.clock, log: bench.log });
  /** What another window, or the next one, works with. */
  const window = (more: Partial<ApplierDeps> = {}): ApplierDeps => ({
    ...bench.deps,
    journal: createJournalStore({ files: bench.files }),
    doubtFile: fileIn(),
    ...more,
  });
  const apply = async (of: MemberPlan, deps = window()): Promise<ApplyReport> =>
    createApplier(deps).applyMembers(of);
  const send = async ({ requests }: MemberPlan): Promise<void> => {
    for (const { itemId, users, entitlements } of requests)
      await bench.client().provision(itemId, { users, entitlements, suppressCustomerEmail: true });
  };
  const sets = (): string[] => [
    ...new Set(names.map(name => (bench.holders(id).get(userKey(name)) ?? []).join())),
  ];

  /** The journal as a crash leaves it `ago` ms after the first request of a plan was sent. */
  async function crash(
    of: MemberPlan,
    { ago = 0, outcome, by = portal }: { ago?: number; outcome?: RequestOutcome; by?: PortalId } = {},
  ): Promise<void> {
    const { url, username: user } = bench.connections.get(portal)!;
    const at = bench.clock.now() - ago;
    const base = { planId: of.id, at };
    const [{ id: requestId, itemId, users, entitlements }] = of.requests as [MemberPlan['requests'][number]];
    const planned = { portalId: by, portalName: 'x', portalUrl: url, orgId, by: user, plan: of };
    const entries: JournalEntry[] = [
      { ...base, kind: 'planned', ...planned },
      { ...base, kind: 'requestStarted', requestId, itemId, users, entitlements },
      ...(outcome === undefined ? [] : [{ ...base, kind: 'requestEnded' as const, requestId, outcome }]),
    ];
    const journal = createJournalStore({ files: bench.files });
    for (const entry of entries) await journal.append(by, entry);
  }

  /** A journal that is asked what lies in the file of doubts at the moment when a plan gets its end. */
  function watched(journal: JournalStore): { readonly journal: JournalStore; readonly kept: number[] } {
    const kept: number[] = [];
    return {
      kept,
      journal: {
        ...journal,
        append: async (portal, entry) => {
          if (entry.kind === 'finished') kept.push((await fileIn().inDoubt(orgId)).length);
          return journal.append(portal, entry);
        },
      },
    };
  }

  beforeEach(async () => {
    bench = await startBench({ scale: 'S' });
    id = proListing(bench);
    ({ orgId } = bench.connections.get(portal)!);
    names = [...bench.sample.state.members.values()].map(member => member.username).slice(1, 11);
    putHolders(
      bench,
      id,
      names.map(name => ({ username: name, entitlements: ['desktopStdN'], disconnectedSince: null })),
    );
  });
  afterEach(() => bench.close());

  for (const outcome of [undefined, 'lost'] as const)
    it(`do not take away what the next plan gives, though nobody read the members again (${outcome ?? 'no answer'})`, async () => {
      const first = await plan(one);
      await crash(first, outcome === undefined ? {} : { outcome });
      const [text, ...more] = told(await apply(await plan(two)));
      assert.deepEqual(more, []);
      assert.match(text?.replace(/^notDone /, '') ?? '', tryAgain);
      assert.equal(bench.writes().length, 0);
      await send(first);
      bench.clock.advance(5 * minutes);
      assert.deepEqual(told(await apply(await plan(two))), ['done']);
      assert.deepEqual(sets(), ['desktopStdN,networkAnalystN,spatialAnalystN']);
    });

  it('are known without a file of doubts, and by whatever saved portal of the organization they were sent', async () => {
    const other = portalId('p2');
    await bench.connections.save({ ...bench.connections.get(portal)!, id: other });
    await crash(await plan(one), { by: other });
    const { doubtFile, ...without } = window();
    assert.ok(doubtFile);
    assert.match(told(await apply(await plan(two), without)).join(), /Try again after/);
    assert.equal(bench.writes().length, 0);
  });

  it('may be sent again as they were, and are expected none the less', async () => {
    const first = await plan(one);
    await crash(first);
    assert.deepEqual(told(await apply(first)), ['done']);
    assert.match(told(await apply(await plan(two))).join(), /Try again after/);
    bench.clock.advance(5 * minutes);
    assert.deepEqual(told(await apply(await plan(two))), ['done']);
  });

  it('are over when the portal answered them, when they are seen, and after their time', async () => {
    const isWritten = async (): Promise<void> => {
      assert.deepEqual(told(await apply(await plan(two))), ['done']);
      assert.deepEqual(told(await apply(await plan(two, 'remove'))), ['done']);
    };
    for (const outcome of ['answered', 'refused'] as const) {
      await crash(await plan(one), { outcome });
      await isWritten();
    }
    await crash(await plan(one), { ago: 5 * minutes });
    await isWritten();
    const seen = await plan(one);
    await crash(seen);
    await send(seen);
    await isWritten();
  });

  it('are two where two plans sent the same set: to see it does not tell that both have arrived', async () => {
    const first = await plan(one);
    await crash(first);
    bench.clock.advance(1000);
    await crash({ ...first, id: 'again' });
    await send(first);
    assert.match(told(await apply(await plan(two))).join(), /Try again after/);
    await closeUnfinished(window(), portal);
    assert.match(told(await apply(await plan(two))).join(), /Try again after/);
  });

  it('are kept before a plan that is read back gets its end', async () => {
    await crash(await plan(one));
    const deps = window();
    const { journal, kept } = watched(deps.journal);
    assert.equal((await closeUnfinished({ ...deps, journal }, portal)).length, 1);
    assert.deepEqual(kept, [names.length]);
    assert.match(told(await apply(await plan(two))).join(), /Try again after/);
  });

  it('are kept where the plan stays open, since its portal may be removed', async () => {
    await crash(await plan(one));
    bench.sample.faults.set([{ path: 'userEntitlements', kind: 'dropBefore' }]);
    assert.deepEqual(await closeUnfinished(window(), portal), []);
    assert.equal((await fileIn().inDoubt(orgId)).length, names.length);
  });

  it('are not kept of members who were read back as they were sent', async () => {
    const first = await plan(one);
    await crash(first);
    await send(first);
    assert.deepEqual(told((await closeUnfinished(window(), portal))[0]!), ['done']);
    assert.deepEqual(await fileIn().inDoubt(orgId), []);
  });

  it('are kept before the end of the plan that lost them: a crash may come in between', async () => {
    const deps = window();
    const client = new Proxy(bench.client(), {
      get: (target, name) =>
        name === 'provision'
          ? () => Promise.reject(new PortalError({ kind: 'transport' }, 'Gone.'))
          : (Reflect.get(target, name) as unknown),
    });
    const { journal, kept } = watched(deps.journal);
    const connections = { ...bench.connections, client: () => client };
    await apply(await plan(one), { ...deps, journal, connections });
    assert.deepEqual(kept, [names.length]);
  });
});

describe('the file of doubts', () => {
  let bench: Bench;
  let plan: MemberPlan;
  beforeEach(async () => {
    bench = await startBench({ scale: 'S' });
    const id = proListing(bench);
    const [, name] = [...bench.sample.state.members.values()].map(member => username(member.username));
    putHolders(bench, id, [{ username: name!, entitlements: ['desktopStdN'], disconnectedSince: null }]);
    plan = await bench.plan([{ itemId: id, username: name!, mode: 'add', entitlements: [one] }]);
  });
  afterEach(() => bench.close());

  const busy = (): Error => Object.assign(new Error('EBUSY: resource busy or locked'), { code: 'EBUSY' });
  /** Fails to read or write the file of doubts from the `from`th time on. */
  function failing(kind: 'read' | 'write', from: number): ApplierDeps {
    let calls = 0;
    const fails = (path: string): boolean => path.includes('doubts') && (calls += 1) >= from;
    const files: FileStore = {
      ...bench.files,
      read: path => (kind === 'read' && fails(path) ? Promise.reject(busy()) : bench.files.read(path)),
      write: (path, text) =>
        kind === 'write' && fails(path) ? Promise.reject(busy()) : bench.files.write(path, text),
    };
    return { ...bench.deps, doubtFile: createDoubtFile({ files, clock: bench.clock, log: bench.log }) };
  }

  it('does not swallow the report when it cannot be read or written at the end', async () => {
    for (const deps of [failing('read', 2), failing('write', 1)])
      assert.deepEqual(told(await createApplier(deps).applyMembers(plan)), ['done']);
  });

  it('keeps everything from being sent while it cannot be read, and says why and what to do', async () => {
    const [text, ...more] = told(await createApplier(failing('read', 1)).applyMembers(plan));
    assert.deepEqual(more, []);
    assert.match(
      text ?? '',
      /^notDone Not sent: .*cannot be read \(EBUSY: resource busy or locked\)\. Plan again; .* delete the file journal\/org-\S+\.doubts\.json/,
    );
    assert.equal(bench.writes().length, 0);
  });

  it('does not lock members out for as long as a clock was ahead that has been put right', async () => {
    const doubtFile = createDoubtFile({ files: bench.files, clock: bench.clock, log: bench.log });
    const { itemId, username: name } = plan.changes[0]!;
    const doubt = { itemId, username: name, set: [], until: bench.clock.now() + 365 * 24 * 60 * minutes };
    const path = doubtsPath(bench.connections.get(portal)!.orgId);
    await bench.files.write(path, JSON.stringify([doubt]));
    assert.deepEqual(told(await createApplier({ ...bench.deps, doubtFile }).applyMembers(plan)), ['done']);
  });
});
