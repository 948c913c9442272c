// The report of offline licenses and idle seats, block by block: what is known, what it rests on, and what cannot be known.
import { entitlementName } from '../catalog';
import { atLeastCount, count, day, utcDateTime, utcDay } from '../format';
import { userKey } from '../ids';
import { l10n } from '../l10n';
import type { Holder, PartialReason } from '../model';
import type { Rows } from '../rows';
import { membersWords } from '../timeline/timelineText';
import type { IdleListing, IdleReport } from './idleReport';
import type { ReportBlock } from './reportBlocks';
import { causeCount, causeInShort } from './reclaimText';
import type { KeptCause, Reclaim } from './reclaim';

export interface IdleDocument {
  readonly portalName: string;
  readonly report: IdleReport;
  /** By `userKey`, epoch ms: since when the accounts exist; absent until the members were read. */
  readonly created?: ReadonlyMap<string, number>;
  /** What a plan would give back; absent until one was asked for. */
  readonly reclaim?: Reclaim;
  /** Names of the policies that protect members of the portal. */
  readonly protecting?: readonly string[];
  /** Why what other lists would name is not known. */
  readonly unread: readonly string[];
}

/** Rows of one table; the rest is in the CSV file. */
const mostRows = 200;

export function idleBlocks(document: IdleDocument): readonly ReportBlock[] {
  const { portalName, report, unread } = document;
  const { members, days, since, isWhole } = report;
  const read = report.listings.filter(one => one.why === undefined);
  const saysAll = read.every(one => one.useUnknown.length === 0 && one.offlineUnknown === 0);
  const many = (number: number): string => atLeastCount(number, !isWhole);
  return [
    heading(1, l10n.t('Offline radar and idle seats: {0}', portalName)),
    text(
      l10n.t(
        'As of {0}. Idle means: not started for {1} days, that is since {2}.',
        utcDateTime(report.now),
        count(days),
        utcDay(since),
      ),
    ),
    {
      kind: 'list',
      items: [
        l10n.t('Listings that were read: {0}', count(read.length)),
        l10n.t('Members who hold a license of one of them: {0}', many(members.holders)),
        l10n.t('Members who have a license offline: {0}', many(members.offline)),
        l10n.t('Members who never started anything they hold: {0}', many(members.never)),
        l10n.t(
          'Members who started something once, and nothing for {0} days: {1}',
          count(days),
          many(members.idle),
        ),
        ...(members.useUnknown === 0
          ? []
          : [
              l10n.t(
                'Members of whom the portal does not say when they started what they hold: {0}',
                many(members.useUnknown),
              ),
            ]),
      ],
    },
    ...(isWhole
      ? []
      : [text(l10n.t('Not every list is whole: the numbers are the least. The table below says which.'))]),
    ...(read.some(one => one.partial !== undefined && one.times !== undefined)
      ? [
          text(
            l10n.t(
              'Members whom the portal does not list now count as they were at an earlier reading: some of them may hold nothing any more.',
            ),
          ),
        ]
      : []),
    ...unread.map(text),
    ...reclaimBlocks(document),
    heading(2, l10n.t('Listings')),
    {
      kind: 'table',
      head: [
        l10n.t('Listing'),
        l10n.t('Holders'),
        l10n.t('Offline'),
        l10n.t('Never used'),
        l10n.t('Idle'),
        ...(saysAll ? [] : [l10n.t('Use not known'), l10n.t('Offline not known')]),
        l10n.t('List'),
      ],
      rows: report.listings.map(one => listingRow(one, saysAll)),
    },
    heading(2, l10n.t('What this rests on')),
    {
      kind: 'list',
      items: [
        l10n.t(
          'Use is the last start of the app of the listing, as the portal tells it. The sign-in to the portal is another thing and does not count.',
        ),
        l10n.t(
          'No portal says since when a member holds a license. Nobody can have held one for longer than the account exists: that day is shown once the members have been read, which Plan to Reclaim does.',
        ),
        l10n.t(
          'Who has a license offline is listed there alone: whether the app is used meanwhile, the portal may not hear.',
        ),
        l10n.t('App bundles and user types are left out: no portal says when they were used.'),
      ],
    },
    ...report.listings.flatMap(listing => listingBlocks(listing, document)),
  ];
}

const heading = (level: 1 | 2 | 3, words: string): ReportBlock => ({ kind: 'heading', level, text: words });
const text = (words: string): ReportBlock => ({ kind: 'text', text: words });

function listingRow(listing: IdleListing, saysAll: boolean): readonly string[] {
  if (listing.why !== undefined)
    return [listing.title, '', '', '', '', ...(saysAll ? [] : ['', '']), listing.why];
  const number = (value: number): string => atLeastCount(value, listing.partial !== undefined);
  return [
    listing.title,
    number(listing.holders),
    number(listing.offline.length),
    number(listing.never.length),
    number(listing.idle.length),
    ...(saysAll ? [] : [number(listing.useUnknown.length), number(listing.offlineUnknown)]),
    [listing.partial === undefined ? l10n.t('whole') : cutText(listing.partial), listing.times]
      .filter(words => words !== undefined)
      .join(', '),
  ];
}

/** Why a list is not whole, in a few words. */
function cutText(partial: PartialReason): string {
  switch (partial.kind) {
    case 'portalLimit':
      return l10n.t('cut by the portal at {0} rows: complete it first', count(partial.limit));
    case 'pageFailed':
      return l10n.t('could not be read to its end: {0}', partial.message);
    case 'cancelled':
    case 'paged':
      return l10n.t('not read to its end');
  }
}

function listingBlocks(listing: IdleListing, { report, created }: IdleDocument): readonly ReportBlock[] {
  const { offline, never, idle, useUnknown } = listing;
  if (offline.length + never.length + idle.length + useUnknown.length === 0) return [];
  const ageOf = ({ username }: Holder): readonly string[] => {
    if (created === undefined) return [];
    const at = created.get(userKey(username));
    return [at === undefined ? l10n.t('not known') : l10n.t('{0} days at most', daysSince(at, report.now))];
  };
  const ageHead = created === undefined ? [] : [l10n.t('Held for')];
  const heldHead = l10n.t('Entitlements');
  return [
    heading(2, listing.title),
    ...part(
      l10n.t('Offline'),
      offline,
      [l10n.t('Member'), l10n.t('Offline since'), l10n.t('Last used'), heldHead],
      one => [
        one.username,
        one.offlineSince === undefined
          ? l10n.t('the portal does not say')
          : l10n.t('{0} ({1} days)', utcDay(one.offlineSince), daysSince(one.offlineSince, report.now)),
        one.useUnknown === true
          ? l10n.t('not known')
          : one.lastUsed === undefined
            ? l10n.t('never')
            : utcDay(one.lastUsed),
        held(one),
      ],
    ),
    ...part(l10n.t('Never used'), never, [l10n.t('Member'), ...ageHead, heldHead], one => [
      one.username,
      ...ageOf(one),
      held(one),
    ]),
    ...part(l10n.t('Idle'), idle, [l10n.t('Member'), l10n.t('Last used'), l10n.t('Days'), heldHead], one => [
      one.username,
      utcDay(one.lastUsed ?? 0),
      daysSince(one.lastUsed ?? 0, report.now),
      held(one),
    ]),
    ...part(l10n.t('Use not known'), useUnknown, [l10n.t('Member'), ...ageHead, heldHead], one => [
      one.username,
      ...ageOf(one),
      held(one),
    ]),
  ];
}

function part(
  title: string,
  rows: Rows<Holder>,
  head: readonly string[],
  make: (row: Holder) => readonly string[],
): readonly ReportBlock[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, mostRows);
  return [
    heading(3, `${title}: ${count(rows.length)}`),
    { kind: 'table', head, rows: shown.map(make), more: rows.length - shown.length },
  ];
}

const daysSince = (at: number, now: number): string => count(Math.max(0, Math.floor((now - at) / day)));

const held = ({ entitlements }: Holder): string =>
  entitlements
    .filter(key => key !== '')
    .map(entitlementName)
    .join(', ');

const keptKinds = [
  'offline',
  'offlineUnknown',
  'useUnknown',
  'protected',
  'granted',
  'recent',
  'ageUnknown',
] as const satisfies readonly KeptCause['kind'][];

function reclaimBlocks({ report, reclaim, protecting = [] }: IdleDocument): readonly ReportBlock[] {
  if (reclaim === undefined) return [];
  const { changes, kept } = reclaim;
  const titles = new Map(report.listings.map(one => [one.itemId, one.title]));
  const byCause = new Map<string, number>();
  for (const { cause } of kept) byCause.set(cause.kind, (byCause.get(cause.kind) ?? 0) + 1);
  const shown = kept.slice(0, mostRows);
  return [
    heading(2, l10n.t('Plan to reclaim')),
    text(
      changes.length === 0
        ? l10n.t('Nothing is to be given back.')
        : changes.length === 1
          ? l10n.t(
              'To give back: everything that one member holds of one listing. Nothing is changed before the plan is applied in the Plan view.',
            )
          : l10n.t(
              'To give back: everything that is held of a listing, {0} times, by {1}. Nothing is changed before the plan is applied in the Plan view.',
              count(changes.length),
              membersWords(reclaim.members),
            ),
    ),
    text(
      protecting.length === 0
        ? l10n.t('No license policy of the workspace protects members of this portal.')
        : l10n.t('Members are protected by: {0}', protecting.join(', ')),
    ),
    ...(kept.length === 0
      ? []
      : [
          heading(3, l10n.t('Left alone: {0}', count(kept.length))),
          {
            kind: 'list' as const,
            items: keptKinds.flatMap(kind => {
              const number = byCause.get(kind) ?? 0;
              return number === 0 ? [] : [causeCount(kind, count(number), count(report.days))];
            }),
          },
          {
            kind: 'table' as const,
            head: [l10n.t('Member'), l10n.t('Why'), l10n.t('Listing')],
            rows: shown.map(({ username, itemId, cause }) => [
              username,
              causeInShort(cause, report),
              titles.get(itemId) ?? itemId,
            ]),
            more: kept.length - shown.length,
          },
        ]),
  ];
}
