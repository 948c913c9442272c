// The texts of the tree's rows. Each stands in a call of vscode.l10n.t, where the extraction for translators finds it.
import * as vscode from 'vscode';
import { utcDateTime, utcDay } from '../../core/format';
import type { TreeWords } from '../../core/tree/treeModelWords';
import { listWords } from './listWords';
import { policyWords } from './policyWords';
import { count, localZone, moment } from './shownNumbers';

const days = (n: number): string => (n === 1 ? vscode.l10n.t('1 day') : vscode.l10n.t('{0} days', count(n)));

/** English unless VS Code has a bundle for its display language. */
export const treeWords: TreeWords = {
  ...policyWords,
  ...listWords,
  count,
  moment,

  countOf: (current, maximum) => vscode.l10n.t('{0} of {1}', count(current), count(maximum)),
  atLeastOf: (current, maximum) => vscode.l10n.t('at least {0} of {1}', count(current), count(maximum)),
  atLeast: n => vscode.l10n.t('at least {0}', count(n)),
  members: n => (n === 1 ? vscode.l10n.t('1 member') : vscode.l10n.t('{0} members', count(n))),
  atLeastMembers: n => vscode.l10n.t('at least {0}', treeWords.members(n)),
  seats: n => (n === 1 ? vscode.l10n.t('1 seat') : vscode.l10n.t('{0} seats', count(n))),
  seatsFrom: (n, at) => vscode.l10n.t('{0} from {1}', treeWords.seats(n), utcDay(at)),
  currentNotReported: maximum => vscode.l10n.t('not reported of {0}', count(maximum)),
  notReported: () => vscode.l10n.t('not reported'),
  overAssignedBy: n => vscode.l10n.t('over-assigned by {0}', count(n)),
  entitlementOverBy: (name, n) => vscode.l10n.t('{0} over-assigned by {1}', name, count(n)),
  entitlementsOver: n =>
    n === 1
      ? vscode.l10n.t('1 entitlement over-assigned')
      : vscode.l10n.t('{0} entitlements over-assigned', count(n)),
  itemsOver: n => vscode.l10n.t('{0} over-assigned', count(n)),
  total: () => vscode.l10n.t('Seats owned'),
  assigned: () => vscode.l10n.t('Assigned'),
  free: () => vscode.l10n.t('Free'),
  over: () => vscode.l10n.t('Over-assigned by'),
  countedFromHolders: () =>
    vscode.l10n.t('The license resource does not report current use: this is the number of holders.'),
  summedOverEntitlements: () =>
    vscode.l10n.t(
      'Maximum and current are sums over the entitlements of the product, not numbers of members.',
    ),
  overAllEntitlements: seats => vscode.l10n.t('{0} seats over all entitlements', seats),

  active: () => vscode.l10n.t('active'),
  trial: () => vscode.l10n.t('trial'),
  trialUntil: at => vscode.l10n.t('trial until {0}', utcDay(at)),
  expired: () => vscode.l10n.t('expired'),
  expiredOn: at => vscode.l10n.t('expired on {0}', utcDay(at)),
  expiresIn: n => vscode.l10n.t('expires in {0}', days(n)),
  until: at => vscode.l10n.t('until {0}', utcDay(at)),
  endsOn: at => vscode.l10n.t('ends on {0}', utcDay(at)),
  endsUnknown: () => vscode.l10n.t('ends; the portal does not say when'),
  perpetual: () => vscode.l10n.t('never (perpetual)'),
  noEndReported: () => vscode.l10n.t('no expiry reported'),

  loading: () => vscode.l10n.t('Loading…'),
  connecting: () => vscode.l10n.t('connecting…'),
  readingSoFar: n => vscode.l10n.t('Loading… {0} so far', count(n)),
  notRead: () => vscode.l10n.t('not read yet'),
  complete: (rows, readAt) =>
    readAt === undefined
      ? vscode.l10n.t('complete: {0}', count(rows))
      : vscode.l10n.t('complete: {0}, read at {1}', count(rows), moment(readAt)),
  couldNotRead: what => vscode.l10n.t('Could not read {0}', what),
  failedBecause: message => vscode.l10n.t('could not be read: {0}', message),
  holdersNotRead: () => vscode.l10n.t('holders could not be read'),
  signedOut: () => vscode.l10n.t('signed out'),
  signedOutRow: () => vscode.l10n.t('Signed out. Sign in to go on'),
  unreachable: () => vscode.l10n.t('unreachable'),
  problem: () => vscode.l10n.t('Problem'),
  request: () => vscode.l10n.t('Request'),
  cutByPortal: limit => vscode.l10n.t('The portal cuts this list at {0} members', count(limit)),
  pageFailed: (rows, message) => vscode.l10n.t('Only the first {0} could be read: {1}', count(rows), message),
  readingCancelled: rows => vscode.l10n.t('Reading was cancelled after {0}', count(rows)),
  onlyFirst: (rows, total) =>
    total === undefined
      ? vscode.l10n.t('Only the first {0} were read', count(rows))
      : vscode.l10n.t('Only the first {0} of {1} were read', count(rows), count(total)),
  partialMeans: () => vscode.l10n.t('There may be more. Counts of this list are lower bounds.'),
  loadMore: (shown, total, isCut) =>
    vscode.l10n.t('Load more ({0} of {1})', count(shown), isCut ? treeWords.atLeast(total) : count(total)),
  none: () => vscode.l10n.t('None'),
  noHolders: () => vscode.l10n.t('Nobody holds this'),
  noListings: () => vscode.l10n.t('The organization has no listings'),
  notPerUser: () => vscode.l10n.t('not licensed per user'),
  noListingPart: () => vscode.l10n.t('The purchase came without a listing: it may have been withdrawn.'),

  filter: (what, matching, all, isCut) => {
    const number = isCut ? treeWords.atLeast : count;
    return vscode.l10n.t('Filter: {0} ({1} of {2})', what, number(matching), number(all));
  },
  filtered: () => vscode.l10n.t('filtered'),
  filterName: text => vscode.l10n.t('name contains “{0}”', text),
  filterUserType: name => vscode.l10n.t('user type {0}', name),
  filterListing: name => vscode.l10n.t('holds the listing {0}', name),
  filterEntitlement: name => vscode.l10n.t('holds {0}', name),
  filterIdleSince: at => vscode.l10n.t('not used since {0}', utcDay(at)),
  filterUsedFrom: at => vscode.l10n.t('last used {0} or later', utcDay(at)),
  filterUsedBefore: at => vscode.l10n.t('last used before {0}', utcDay(at)),
  filterOffline: () => vscode.l10n.t('offline'),
  filterNever: () => vscode.l10n.t('never used'),

  andMore: (names, more) => vscode.l10n.t('{0} and {1} more', names, count(more)),
  offline: () => vscode.l10n.t('offline'),
  offlineSince: at => vscode.l10n.t('offline since {0}', utcDay(at)),
  offlineLabel: () => vscode.l10n.t('Offline'),
  offlineMeans: () =>
    vscode.l10n.t('The license is on the member’s machine: the portal refuses changes until it is returned.'),
  useUnknown: () => vscode.l10n.t('last use not known'),
  notKnown: () => vscode.l10n.t('not known'),
  neverUsed: () => vscode.l10n.t('never used'),
  never: () => vscode.l10n.t('never'),
  idleFor: n => vscode.l10n.t('idle for {0}', days(n)),
  usedDaysAgo: n => (n === 0 ? vscode.l10n.t('used today') : vscode.l10n.t('used {0} ago', days(n))),

  online: () => vscode.l10n.t('Online'),
  enterprise: () => vscode.l10n.t('Enterprise'),
  samplePortal: () => vscode.l10n.t('sample'),
  readOnlyBecause: user => vscode.l10n.t('read-only: {0} may not manage licenses', user),
  readOnlyMeans: role =>
    vscode.l10n.t(
      'Read-only: the role {0} is not an administrator’s and lacks the privilege portal:admin:manageLicenses. Sign in as somebody who has it to make changes.',
      role,
    ),
  portal: () => vscode.l10n.t('Portal'),
  thePortal: () => vscode.l10n.t('the portal'),
  organization: () => vscode.l10n.t('Organization'),
  organizationId: () => vscode.l10n.t('Organization id'),
  address: () => vscode.l10n.t('Address'),
  kind: () => vscode.l10n.t('Kind'),
  sharingVersion: () => vscode.l10n.t('API version'),
  signedInAs: () => vscode.l10n.t('Signed in as'),
  role: () => vscode.l10n.t('Role'),
  subscriptionEnds: () => vscode.l10n.t('Subscription ends'),
  timeZone: () => vscode.l10n.t('Time zone'),
  computerZone: () => vscode.l10n.t('{0} (this computer’s)', localZone()),

  listings: () => vscode.l10n.t('listings'),
  holders: () => vscode.l10n.t('holders'),
  entitlements: () => vscode.l10n.t('Entitlements'),
  userTypes: () => vscode.l10n.t('User types'),
  appBundles: () => vscode.l10n.t('App bundles'),
  apps: () => vscode.l10n.t('Apps'),
  extensions: () => vscode.l10n.t('Extensions'),
  capabilities: () => vscode.l10n.t('Portal capabilities'),
  futureLicense: () => vscode.l10n.t('Future license'),
  license: () => vscode.l10n.t('the portal license'),
  registeredMembers: () => vscode.l10n.t('Registered members'),
  importedEntitlements: () => vscode.l10n.t('Imported entitlements'),
  systemLicenses: () => vscode.l10n.t('System license'),
  queue: () => vscode.l10n.t('the queue'),

  currentPart: () => vscode.l10n.t('Current'),
  currentFromListing: () =>
    vscode.l10n.t(
      'The portal reports only what is queued. This is what the listing of the product owns now.',
    ),
  listingToldByTitle: () =>
    vscode.l10n.t(
      'The portal did not name the item of the product: the listing was told by its title or its entitlements.',
    ),
  currentNotKnown: () => vscode.l10n.t('What is imported now is not known'),
  currentNotKnownMeans: () =>
    vscode.l10n.t(
      'The portal reports only what is queued, and no listing, or more than one, looks like this product. Look among the listings for what it owns now.',
    ),
  asListingSays: () => vscode.l10n.t('from the listing'),
  since: day => vscode.l10n.t('since {0}', day),
  startNotKnown: () => vscode.l10n.t('the portal does not say since when'),
  queuedFrom: date => vscode.l10n.t('Queued from {0}', date),
  queuedEnd: date => vscode.l10n.t('Ends on {0}', date),
  unknownDate: () => vscode.l10n.t('an unknown date'),
  nothingQueued: () => vscode.l10n.t('nothing queued'),
  nothingImported: () => vscode.l10n.t('Nothing imported'),
  partsQueued: n => (n === 1 ? vscode.l10n.t('1 part queued') : vscode.l10n.t('{0} parts queued', count(n))),
  startDateText: () => vscode.l10n.t('Starts'),
  startDateRaw: () => vscode.l10n.t('Start date as sent by the portal'),
  licenseManager: () => vscode.l10n.t('License manager'),
  appId: () => vscode.l10n.t('App id'),
  level: () => vscode.l10n.t('Level'),
  levelName: (level, name) =>
    name === '' ? vscode.l10n.t('Level {0}', level) : vscode.l10n.t('Level {0}: {1}', level, name),
  valid: () => vscode.l10n.t('Valid'),
  notValid: () => vscode.l10n.t('not valid'),

  name: () => vscode.l10n.t('Name'),
  rawName: () => vscode.l10n.t('Name on the portal'),
  title: () => vscode.l10n.t('Title'),
  itemId: () => vscode.l10n.t('Item id'),
  vendor: () => vscode.l10n.t('Vendor'),
  status: () => vscode.l10n.t('Status'),
  starts: () => vscode.l10n.t('Starts'),
  ends: () => vscode.l10n.t('Ends'),
  maxUsers: () => vscode.l10n.t('Members that may hold it'),
  mayGoOffline: () => vscode.l10n.t('May be taken offline'),
  licenseBy: () => vscode.l10n.t('Licensed by'),
  entitlement: () => vscode.l10n.t('Entitlement'),
  userName: () => vscode.l10n.t('User name'),
  userType: () => vscode.l10n.t('User type'),
  lastUsed: () => vscode.l10n.t('Last used'),
  section: () => vscode.l10n.t('Part of the license'),
  currentLabel: () => vscode.l10n.t('Current'),
  maximumLabel: () => vscode.l10n.t('Maximum'),
  currentMembers: () => vscode.l10n.t('Members now'),
  maximumMembers: () => vscode.l10n.t('Members allowed'),
  version: version => vscode.l10n.t('version {0}', version),
  versionLabel: () => vscode.l10n.t('Version'),
  userTypeOverMeans: () =>
    vscode.l10n.t(
      'More members have this user type than the license allows: those who are not administrators may lose access.',
    ),
  yes: () => vscode.l10n.t('yes'),
  no: () => vscode.l10n.t('no'),

  journal: () => vscode.l10n.t('Journal'),
  journalMeans: () =>
    vscode.l10n.t('What was applied to this portal from this computer, the newest first. It can be undone.'),
  theJournal: () => vscode.l10n.t('the journal'),
  journalDamaged: n =>
    n === 1
      ? vscode.l10n.t('1 file of the journal cannot be read whole')
      : vscode.l10n.t('{0} files of the journal cannot be read whole', count(n)),
  journalDamagedMeans: () => vscode.l10n.t('Operations may be missing here. Verify Journal names the files.'),
  nothingApplied: () => vscode.l10n.t('Nothing has been applied yet.'),
  minute: at => utcDateTime(at - (at % 60_000)),
  by: name => vscode.l10n.t('by {0}', name),
  operation: () => vscode.l10n.t('Operation'),
  begun: () => vscode.l10n.t('Begun'),
  ended: () => vscode.l10n.t('Ended'),
  outcome: () => vscode.l10n.t('Outcome'),
  why: () => vscode.l10n.t('Why'),
  changedMembers: () => vscode.l10n.t('Changes of members'),
  requests: () => vscode.l10n.t('Requests'),
  operationDone: () => vscode.l10n.t('done'),
  operationSome: (done, of) => vscode.l10n.t('{0} of {1} done', count(done), count(of)),
  operationRunning: () => vscode.l10n.t('being applied'),
  operationInterrupted: () => vscode.l10n.t('interrupted'),
  operationCancelled: () => vscode.l10n.t('cancelled'),
  operationFormer: () => vscode.l10n.t('not vouched for'),
  operationFormerMeans: () =>
    vscode.l10n.t(
      'From before the journal had a register: nothing but its own chain speaks for it. Verify Journal looks at that chain.',
    ),
  operationRecovered: () => vscode.l10n.t('What came of it was found out after an interruption.'),
  outcomeNotDone: () => vscode.l10n.t('not done'),
  outcomeNotSent: () => vscode.l10n.t('not sent'),
  outcomeUnknown: () => vscode.l10n.t('re-read to find out'),
  noChange: () => vscode.l10n.t('It changed nobody.'),
  importOf: name => vscode.l10n.t('Import of {0}', name),
  fromTo: (before, after) => vscode.l10n.t('{0} → {1}', before, after),
  before: () => vscode.l10n.t('Before'),
  after: () => vscode.l10n.t('After'),
  readBack: () => vscode.l10n.t('Read back'),

  fullName: () => vscode.l10n.t('Full name'),
  email: () => vscode.l10n.t('E-mail'),
  signInBy: () => vscode.l10n.t('Signs in by'),
  lastSignIn: () => vscode.l10n.t('Last sign-in'),
  neverSignedIn: () => vscode.l10n.t('never signed in'),
  created: () => vscode.l10n.t('Member since'),
  disabled: () => vscode.l10n.t('disabled'),
  disabledMember: () => vscode.l10n.t('Sign-in disabled'),
  holdsNothing: () => vscode.l10n.t('Holds nothing'),
  heldProducts: n =>
    n === 1 ? vscode.l10n.t('holds 1 product') : vscode.l10n.t('holds {0} products', count(n)),
  checkedSoFar: (done, of) => vscode.l10n.t('Checked {0} of {1}', count(done), count(of)),
  holdingOf: title => vscode.l10n.t('what is held of {0}', title),
  notMember: name => vscode.l10n.t('{0} is not a member of the organization', name),
  member: () => vscode.l10n.t('the member'),
};

const inZones = new Map<string, TreeWords>();

/** The texts for the rows of a portal: moments of its licenses in its own time zone, an IANA name; in the computer's without one. */
export function treeWordsIn(timeZone: string | undefined): TreeWords {
  if (timeZone === undefined) return treeWords;
  let words = inZones.get(timeZone);
  if (words === undefined) {
    words = { ...treeWords, moment: (at, zone = timeZone) => moment(at, zone) };
    inZones.set(timeZone, words);
  }
  return words;
}
