import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, username } from '../../../src/core/ids';
import { openPlans } from '../../../src/core/journal';
import type { JournalEntry } from '../../../src/core/journal';
import { journalCsv } from '../../../src/core/journalCsv';
import { journalOperations } from '../../../src/core/journalOperations';
import { journalVerificationText } from '../../../src/core/journalVerificationText';
import type { MemberPlan, MemberResult, Plan } from '../../../src/core/planTypes';

const item = itemId('pro');
const name = username;
const sets = { none: [], std: [entitlement('desktopStdN')] } as const;

const members = (...names: readonly string[]): MemberPlan => ({
  kind: 'members',
  id: 'a',
  portalId: portalId('p'),
  createdAt: 1,
  title: '=Add Standard',
  targets: [{ kind: 'listing', itemId: item, title: 'ArcGIS Pro' }],
  changes: names.map(each => ({ itemId: item, username: name(each), before: sets.none, after: sets.std })),
  skipped: [],
  requests: [],
  ledger: [],
  warnings: [],
  suppressCustomerEmail: true,
});
const planned = (plan: Plan, at = 1_800_000_000_000): JournalEntry => ({
  kind: 'planned',
  at,
  planId: plan.id,
  portalId: plan.portalId,
  portalName: 'Riverbend',
  portalUrl: 'https://gis.example/portal',
  orgId: 'org1',
  by: name('admin'),
  plan,
});
const sent = (requestId: string, ...names: readonly string[]): JournalEntry => ({
  kind: 'requestStarted',
  at: 2,
  planId: 'a',
  requestId,
  itemId: item,
  users: names.map(name),
  entitlements: sets.std,
});
const answered = (requestId: string, unsent = false): JournalEntry => ({
  kind: 'requestEnded',
  at: 3,
  planId: 'a',
  requestId,
  outcome: unsent ? 'refused' : 'answered',
  ...(unsent && { unsent }),
});
const result = (each: string, outcome: MemberResult['outcome'], reason?: string): MemberResult => ({
  itemId: item,
  username: name(each),
  outcome,
  ...(reason !== undefined && { reason }),
});
const finished = (...results: readonly MemberResult[]): JournalEntry => ({
  kind: 'finished',
  at: 5,
  planId: 'a',
  report: { planId: 'a', startedAt: 1, endedAt: 5, cancelled: false, requestsSent: 1, results },
});

describe('the operations of a journal', () => {
  it('tell of each member what was sent and what came of it, whatever the spelling', () => {
    const [operation, ...more] = journalOperations([
      planned(members('ana', 'Ben', 'cleo', 'dan')),
      sent('r1', 'ana', 'ben', 'cleo'),
      answered('r1'),
      { kind: 'results', at: 4, planId: 'a', results: [result('ana', 'unknown')] },
      sent('r1.1', 'ana'),
      answered('r1.1', true),
      finished(result('ANA', 'done'), result('ben', 'notDone', 'No free seat.')),
    ]);
    assert.deepEqual(more, []);
    assert.deepEqual(
      operation?.members.map(each => [each.username, each.title, each.outcome, each.reason, each.requests]),
      [
        ['ana', 'ArcGIS Pro', 'done', undefined, ['r1']],
        ['Ben', 'ArcGIS Pro', 'notDone', 'No free seat.', ['r1']],
        ['cleo', 'ArcGIS Pro', 'unknown', undefined, ['r1']],
        ['dan', 'ArcGIS Pro', 'notSent', undefined, []],
      ],
    );
    assert.equal(operation.outcome, 'unknown');
    assert.deepEqual(
      operation.requests.map(request => [request.started.requestId, request.outcome, request.endedAt]),
      [
        ['r1', 'answered', 3],
        ['r1.1', 'refused', 3],
      ],
    );
  });

  it('are done where every member is, and not where one was not sent', () => {
    const done = journalOperations([
      planned(members('ana')),
      sent('r1', 'ana'),
      finished(result('ana', 'done')),
    ]);
    assert.equal(done[0]?.outcome, 'done');
    const left = journalOperations([planned(members('ana', 'ben')), finished(result('ana', 'done'))]);
    assert.equal(left[0]?.outcome, 'notDone');
    const stopped = journalOperations([planned(members('ana'))]);
    assert.equal(stopped[0]?.outcome, 'notDone');
    assert.equal(stopped[0].finished, undefined);
  });

  it('are kept apart where plans were carried out side by side, and left out without a beginning', () => {
    const other: Plan = { ...members('zoe'), id: 'b' };
    const all = journalOperations([
      { kind: 'results', at: 1, planId: 'gone', results: [] },
      planned(members('ana')),
      planned(other),
      sent('r1', 'ana'),
      { kind: 'results', at: 4, planId: 'b', results: [result('zoe', 'done')] },
    ]);
    assert.deepEqual(
      all.map(each => [each.planned.planId, each.members[0]?.outcome]),
      [
        ['a', 'unknown'],
        ['b', 'done'],
      ],
    );
  });

  it('are as many as the plan was begun, each with what was done then', () => {
    const entries = [
      planned(members('ana')),
      sent('r1', 'ana'),
      finished(result('ana', 'done')),
      planned(members('ana'), 1_800_000_060_000),
      sent('r1', 'ana'),
      answered('r1'),
      finished(result('ana', 'notDone', 'No free seat.')),
    ];
    const all = journalOperations(entries);
    assert.deepEqual(
      all.map(each => [each.planned.at, each.outcome, each.requests.map(({ outcome }) => outcome)]),
      [
        [1_800_000_000_000, 'done', [undefined]],
        [1_800_000_060_000, 'notDone', ['answered']],
      ],
    );
    assert.equal(new Set(journalCsv(all).split('\r\n')).size, 1 + 2 + 1);
    // The first run, which was never ended, is not forgotten either.
    const plans = openPlans();
    for (const entry of entries.toSpliced(2, 1)) plans.see(entry);
    assert.deepEqual(
      plans.list().map(one => [one.planned.at, one.requests.length]),
      [[1_800_000_000_000, 1]],
    );
  });

  it('become a table that no spreadsheet runs', () => {
    const text = journalCsv(
      journalOperations([
        planned(members('=cmd', 'ana')),
        sent('r1', 'ana'),
        finished(result('ana', 'done')),
      ]),
    );
    const [head, first, second] = text.split('\r\n');
    assert.match(head ?? '', /^at,by,portal,.*,before,after,outcome,reason,requests,ended,vouched for by$/);
    assert.equal(
      first,
      "2027-01-15T08:00:00.000Z,admin,Riverbend,https://gis.example/portal,org1,a,'=Add Standard,provision,ArcGIS Pro,pro,'=cmd,,desktopStdN,notSent,,,1970-01-01T00:00:00.005Z,register",
    );
    assert.match(second ?? '', /,ana,,desktopStdN,done,,r1,1970/);
  });

  it('tell of an import by its file, and of what is released by member', () => {
    const portal = portalId('p');
    const csv = journalCsv(
      journalOperations([
        planned({
          kind: 'import',
          id: 'a',
          portalId: portal,
          createdAt: 1,
          title: 'Import',
          operation: 'importLicense',
          fileName: 'x.json',
          fileSize: 3,
          fileHash: 'abc',
          rows: [],
          warnings: [],
        }),
        { ...(finished() as JournalEntry & { kind: 'finished' }) },
        planned({
          kind: 'operation',
          id: 'b',
          portalId: portal,
          createdAt: 1,
          title: 'Release',
          operation: {
            name: 'releaseLicense',
            releases: [{ id: 'r1', username: name('ana'), itemId: item, title: 'ArcGIS Pro' }],
          },
          does: [],
          now: [],
          warnings: [],
        }),
      ]),
    ).split('\r\n');
    assert.match(csv[1] ?? '', /importLicense,x\.json \(SHA-256 abc\),,,,,done,/);
    assert.match(csv[2] ?? '', /releaseLicense,ArcGIS Pro,pro,ana,offline,,notSent,,r1,/);
  });
});

describe('the text of a verification', () => {
  const whole = {
    portalName: '<b>Riverbend</b>',
    at: 1_800_000_000_000,
    plans: 2,
    lines: 9,
    head: 'f00d',
    anchored: 4,
    registered: 5,
    breaks: [],
    torn: [],
    findings: [],
    coverage: {
      vouched: [
        { from: 1, to: 4 },
        { file: 'first', from: 1, to: 6 },
      ],
      notVouched: [
        { from: 5, to: 5 },
        { file: 'by_the_shell', from: 2, to: 3 },
      ],
    },
    late: [{ from: 3, to: 4, at: 1_800_000_000_000 }],
  };
  it('says what holds, what vouches for it, and what it cannot prove', () => {
    const text = journalVerificationText(whole);
    assert.match(text, /Everything holds: 2 plans, 9 lines/);
    assert.match(text, /vouches for 4 of 5 lines/);
    assert.match(text, /It cannot prove that the times are right/);
    const [, notYet = '', late = '', vouched = ''] = text.split('\n## ');
    assert.match(
      notYet,
      /nothing but its own chain.*- the register: line 5\n- by\\?_the\\?_shell: lines 2 to 3\n/s,
    );
    assert.match(late, /- the register: lines 3 to 4, vouched for since 2027-01-15 08:00:00 UTC\n/);
    assert.match(vouched, /- the register: lines 1 to 4\n- first: lines 1 to 6\n/);
    const broken = journalVerificationText({ ...whole, coverage: { vouched: [], notVouched: [] } });
    assert.match(broken, /vouches for 4 lines of the register, and the register does not hold them/);
    assert.ok(!text.includes('<b>'));
  });
  it('names each place, and never says that all holds then', () => {
    const kinds = [
      'changed',
      'deleted',
      'inserted',
      'reordered',
      'truncated',
      'rehashed',
      'fileMissing',
      'fileUnknown',
      'unreadable',
    ];
    const text = journalVerificationText({
      ...whole,
      findings: kinds.map((kind, index) => ({ kind, file: `plan${index}`, line: 7, why: 'EIO' })),
      breaks: [1_800_000_000_000],
    });
    kinds.forEach((_, index) => assert.match(text, new RegExp(`- plan${index}: `)));
    assert.match(text, /2027-01-15 08:00:00 UTC: the register was not/);
    assert.ok(!text.includes('Everything holds'));
    assert.ok(!journalVerificationText({ ...whole, breaks: [1] }).includes('Everything holds'));
    assert.match(
      journalVerificationText({ ...whole, notAsked: 'locked' }),
      /could not be asked for the anchor: locked/,
    );
  });
});
