// Every text of the rows, as one table: core imports no vscode, and the strings must stand in calls of `vscode.l10n.t` to be found for translation.
// ui/tree/treeWords.ts fills it. Arguments are counts of seats or members, days, epoch ms, or text that is already plain.

type Text = () => string;
type OfCount = (count: number) => string;
type OfTwo = (current: number, maximum: number) => string;
/** Epoch ms → text. */
type OfTime = (at: number) => string;
type OfDays = (days: number) => string;
type OfText = (text: string) => string;

export interface TreeWords {
  // numbers and times
  readonly count: OfCount;
  /** Day and minute, for tooltips. `timeZone`: an IANA name; the portal's that the rows are of, or the computer's, without it. */
  readonly moment: (at: number, timeZone?: string) => string;

  // seats
  readonly countOf: OfTwo;
  readonly atLeastOf: OfTwo;
  readonly atLeast: OfCount;
  readonly members: OfCount;
  readonly atLeastMembers: OfCount;
  readonly seats: OfCount;
  readonly seatsFrom: (seats: number, at: number) => string;
  readonly currentNotReported: OfCount;
  readonly notReported: Text;
  readonly overAssignedBy: OfCount;
  readonly entitlementOverBy: (entitlement: string, over: number) => string;
  readonly entitlementsOver: OfCount;
  readonly itemsOver: OfCount;
  readonly total: Text;
  readonly assigned: Text;
  readonly free: Text;
  readonly over: Text;
  readonly countedFromHolders: Text;
  readonly summedOverEntitlements: Text;
  /** A number, or one of another, of seats summed over all entitlements of a product. */
  readonly overAllEntitlements: OfText;

  // terms
  readonly active: Text;
  readonly trial: Text;
  readonly trialUntil: OfTime;
  readonly expired: Text;
  readonly expiredOn: OfTime;
  readonly expiresIn: OfDays;
  readonly until: OfTime;
  readonly endsOn: OfTime;
  readonly endsUnknown: Text;
  readonly perpetual: Text;
  readonly noEndReported: Text;

  // states of reading
  readonly loading: Text;
  readonly connecting: Text;
  readonly readingSoFar: OfCount;
  readonly notRead: Text;
  /** When it was read, in an earlier session; and now. */
  readonly keptFrom: (at: number, now: number) => string;
  readonly keptMeans: Text;
  readonly complete: (rows: number, readAt: number | undefined) => string;
  readonly couldNotRead: OfText;
  readonly failedBecause: OfText;
  readonly holdersNotRead: Text;
  readonly signedOut: Text;
  readonly signedOutRow: Text;
  readonly unreachable: Text;
  readonly problem: Text;
  readonly request: Text;
  readonly cutByPortal: OfCount;
  /** The same in few words, for a row that says more beside it. */
  readonly cutShort: OfCount;
  readonly pageFailed: (rows: number, message: string) => string;
  readonly readingCancelled: OfCount;
  readonly onlyFirst: (rows: number, total: number | undefined) => string;
  readonly partialMeans: Text;
  /** Whole percent. */
  readonly completing: OfCount;
  readonly completionPaused: OfCount;
  readonly completionStopped: (percent: number, why: string) => string;
  readonly completionInterrupted: OfCount;
  readonly completionOffered: Text;
  readonly completionMeans: Text;
  readonly completed: (from: number, to: number, joined: number, left: number) => string;
  /** `isCut`: the list is not whole, so that `total` is a lower bound; likewise `filter`. */
  readonly loadMore: (shown: number, total: number, isCut: boolean) => string;
  readonly none: Text;
  readonly noHolders: Text;
  readonly noListings: Text;
  readonly notPerUser: Text;
  readonly noListingPart: Text;

  // filter
  readonly filter: (what: string, matching: number, all: number, isCut: boolean) => string;
  readonly filtered: Text;
  readonly filterName: OfText;
  readonly filterUserType: OfText;
  readonly filterListing: OfText;
  readonly filterEntitlement: OfText;
  readonly filterIdleSince: OfTime;
  readonly filterUsedFrom: OfTime;
  readonly filterUsedBefore: OfTime;
  readonly filterOffline: Text;
  readonly filterNever: Text;

  // holders
  readonly andMore: (names: string, more: number) => string;
  readonly offline: Text;
  readonly offlineSince: OfTime;
  readonly offlineLabel: Text;
  readonly offlineMeans: Text;
  readonly useUnknown: Text;
  readonly notKnown: Text;
  readonly neverUsed: Text;
  readonly never: Text;
  readonly idleFor: OfDays;
  readonly usedDaysAgo: OfDays;

  // portal
  readonly online: Text;
  readonly enterprise: Text;
  readonly samplePortal: Text;
  readonly readOnlyBecause: OfText;
  readonly readOnlyMeans: OfText;
  readonly portal: Text;
  readonly thePortal: Text;
  readonly organization: Text;
  readonly organizationId: Text;
  readonly address: Text;
  readonly kind: Text;
  readonly sharingVersion: Text;
  readonly signedInAs: Text;
  readonly role: Text;
  readonly subscriptionEnds: Text;
  readonly timeZone: Text;
  /** The zone of a portal that was given none, and that it is the computer's. */
  readonly computerZone: Text;

  // groups, and what could not be read
  readonly listings: Text;
  readonly holders: Text;
  readonly entitlements: Text;
  readonly userTypes: Text;
  readonly appBundles: Text;
  readonly apps: Text;
  readonly extensions: Text;
  readonly capabilities: Text;
  readonly futureLicense: Text;
  readonly license: Text;
  readonly registeredMembers: Text;
  readonly importedEntitlements: Text;
  readonly systemLicenses: Text;
  readonly queue: Text;

  // imported entitlements and the system license
  readonly currentPart: Text;
  readonly currentFromListing: Text;
  /** The portal did not name the item: which listing it is was told by its title or its entitlements. */
  readonly listingToldByTitle: Text;
  readonly currentNotKnown: Text;
  readonly currentNotKnownMeans: Text;
  readonly asListingSays: Text;
  /** When a part took effect: a day. */
  readonly since: OfText;
  readonly startNotKnown: Text;
  readonly queuedFrom: OfText;
  readonly queuedEnd: OfText;
  readonly unknownDate: Text;
  readonly nothingQueued: Text;
  readonly nothingImported: Text;
  readonly partsQueued: OfCount;
  readonly startDateText: Text;
  readonly startDateRaw: Text;
  readonly licenseManager: Text;
  readonly appId: Text;
  readonly level: Text;
  readonly levelName: (level: string, name: string) => string;
  readonly valid: Text;
  readonly notValid: Text;

  // names of tooltip lines
  readonly name: Text;
  readonly rawName: Text;
  readonly title: Text;
  readonly itemId: Text;
  readonly vendor: Text;
  readonly status: Text;
  readonly starts: Text;
  readonly ends: Text;
  readonly maxUsers: Text;
  readonly mayGoOffline: Text;
  readonly licenseBy: Text;
  readonly entitlement: Text;
  readonly userName: Text;
  readonly userType: Text;
  readonly lastUsed: Text;
  readonly section: Text;
  readonly currentLabel: Text;
  readonly maximumLabel: Text;
  readonly currentMembers: Text;
  readonly maximumMembers: Text;
  readonly version: OfText;
  readonly versionLabel: Text;
  readonly userTypeOverMeans: Text;
  readonly yes: Text;
  readonly no: Text;

  // the journal
  readonly journal: Text;
  readonly journalMeans: Text;
  readonly theJournal: Text;
  readonly journalDamaged: OfCount;
  readonly journalDamagedMeans: Text;
  readonly nothingApplied: Text;
  /** Day and minute, UTC, short enough for a row. */
  readonly minute: OfTime;
  readonly by: OfText;
  readonly operation: Text;
  readonly begun: Text;
  readonly ended: Text;
  readonly outcome: Text;
  readonly why: Text;
  readonly changedMembers: Text;
  readonly requests: Text;
  readonly operationDone: Text;
  readonly operationSome: (done: number, of: number) => string;
  readonly operationRunning: Text;
  readonly operationInterrupted: Text;
  readonly operationCancelled: Text;
  readonly operationRecovered: Text;
  readonly operationFormer: Text;
  readonly operationFormerMeans: Text;
  readonly outcomeNotDone: Text;
  readonly outcomeNotSent: Text;
  readonly outcomeUnknown: Text;
  readonly noChange: Text;
  readonly importOf: OfText;
  readonly fromTo: (before: string, after: string) => string;
  readonly before: Text;
  readonly after: Text;
  readonly readBack: Text;

  // policies, and what is due by their dates
  readonly policies: Text;
  readonly policiesMeans: Text;
  /** Of the group while the dates of a policy give a reason to look and nobody has looked. */
  readonly policiesMayBeDue: Text;
  readonly policiesDiffer: OfCount;
  readonly policyMatches: Text;
  /** Members. */
  readonly policyDiffers: OfCount;
  readonly policyNotCompared: Text;
  readonly policyComparing: Text;
  readonly policyFailed: OfText;
  readonly policyPartly: Text;
  readonly comparedAt: OfTime;
  readonly lastCompared: Text;
  readonly policyRule: Text;
  readonly policyLine: (line: number, text: string) => string;
  readonly dueGrants: OfCount;
  readonly nothingDue: Text;
  /** A day as a policy writes it: `2027-01-10`. */
  readonly grantStarts: OfText;
  readonly grantEnds: OfText;
  readonly dueIn: OfDays;
  readonly dueToday: Text;
  readonly overdueBy: OfDays;
  readonly dueUnknown: Text;
  readonly protectedKeeps: Text;
  readonly notPlannedYet: Text;

  // Find Member
  readonly fullName: Text;
  readonly email: Text;
  readonly signInBy: Text;
  readonly lastSignIn: Text;
  readonly neverSignedIn: Text;
  readonly created: Text;
  readonly disabled: Text;
  readonly disabledMember: Text;
  readonly holdsNothing: Text;
  readonly heldProducts: OfCount;
  readonly checkedSoFar: (done: number, of: number) => string;
  readonly holdingOf: OfText;
  readonly notMember: OfText;
  readonly member: Text;
}
