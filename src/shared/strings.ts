// Every word of the charts page. The host makes them with vscode.l10n.t; the page has no other source of words.
import type { ExpiryKind } from '../core/series/seriesTypes';
import type { ChartName } from './protocol';

/** `{0}`, `{1}` stand for values, filled in by {@link fill}. */
export interface ChartStrings {
  /** BCP 47 tag of the display language, for numbers and dates. */
  readonly language: string;
  readonly title: string;
  readonly charts: Readonly<Record<ChartName, { readonly tab: string; readonly caption: string }>>;
  readonly controls: {
    readonly chartTabs: string;
    readonly portal: string;
    readonly listing: string;
    readonly allListings: string;
    readonly showTable: string;
    readonly inPercent: string;
    readonly savePicture: string;
    readonly saveTable: string;
    readonly retry: string;
    readonly stop: string;
    readonly readRest: string;
    readonly chartHint: string;
    /** {0}: the row's label. */
    readonly reveal: string;
    readonly legend: string;
    /** {0}: the column. */
    readonly sortBy: string;
  };
  readonly segments: {
    readonly assigned: string;
    readonly free: string;
    readonly over: string;
    readonly unknown: string;
    readonly today: string;
    readonly days30: string;
    readonly days90: string;
    readonly days365: string;
    readonly older: string;
    readonly never: string;
    readonly expired: string;
    readonly soon: string;
    readonly later: string;
    readonly starts: string;
  };
  readonly columns: {
    readonly listing: string;
    readonly entitlement: string;
    readonly userType: string;
    readonly name: string;
    readonly kind: string;
    readonly id: string;
    readonly status: string;
    readonly total: string;
    readonly assigned: string;
    readonly free: string;
    readonly over: string;
    readonly current: string;
    readonly maximum: string;
    readonly holders: string;
    readonly dateUtc: string;
    /** {0}: the time zone. */
    readonly dateLocal: string;
    readonly daysLeft: string;
    readonly state: string;
  };
  readonly values: {
    readonly notReported: string;
    readonly notRead: string;
    readonly noLimit: string;
    /** {0} assigned, {1} total. */
    readonly ofTotal: string;
    /** {0}: seats assigned above the total. */
    readonly overBy: string;
    readonly oneEntitlementOver: string;
    /** {0}: entitlements of the listing that are over-assigned, two or more. */
    readonly entitlementsOver: string;
    /** {0}: seats of a listing whose holders are not known. */
    readonly seatsOnly: string;
    readonly notPerUser: string;
    /** {0}: seats of a listing that is not licensed per user. */
    readonly seatsNotPerUser: string;
    /** {0}: the maximum of a user type whose members are not reported. */
    readonly maximumOnly: string;
    readonly active: string;
    readonly trial: string;
    readonly expired: string;
    readonly complete: string;
    /** {0}: days. */
    readonly inDays: string;
    /** {0}: days. */
    readonly daysAgo: string;
    readonly withinADay: string;
    /** {0}: seats that a queued part or a later license grants. */
    readonly becomes: string;
    readonly ends: string;
    readonly beyond: string;
  };
  /** What a date on the time line is about, as a word behind the name. */
  readonly kindNames: Readonly<Record<ExpiryKind, string>>;
  /** What happens at a date. */
  readonly kinds: Readonly<Record<ExpiryKind, string>>;
  readonly messages: {
    readonly noPortal: string;
    readonly loading: string;
    /** {0} done, {1} of. */
    readonly readingHolders: string;
    /** {0} read, {1} of. */
    readonly readingStopped: string;
    readonly noListings: string;
    readonly noEntitlements: string;
    readonly noUserTypes: string;
    readonly noExpiries: string;
    readonly noHolders: string;
    readonly listingNotRead: string;
    readonly listingLoading: string;
    /** {0}: what failed, {1}: the portal's reason. */
    readonly failed: string;
    /** {0}: what failed, {1}: the reason, {2}: when the values shown were read. */
    readonly failedStale: string;
    /** {0}: kind of the dates that are missing, {1}: the reason. */
    readonly datesMissing: string;
    /** {0}: names of listings. */
    readonly notPerUser: string;
    readonly listingNotPerUser: string;
    /** {0}: further listings whose holders could not be read. */
    readonly failedListings: string;
    /** {0}: the rows that the portal gives at most. */
    readonly partialLimit: string;
    /** {0}: the reason. */
    readonly partialPage: string;
    readonly partialCancelled: string;
    readonly partialPaged: string;
    /** {0}: listings whose list of holders is cut. */
    readonly partialListings: string;
    /** {0}: rows drawn, {1}: rows in all. */
    readonly chartCut: string;
    /** {0}: things without an end date. */
    readonly withoutEnd: string;
    /** {0}: the message. */
    readonly callFailed: string;
    readonly saved: string;
    /** {0}: the chart. */
    readonly updated: string;
  };
  readonly summaries: {
    /** {0} caption, {1} rows, {2} over-assigned rows. */
    readonly seats: string;
    /** {0} caption, {1} rows. */
    readonly rows: string;
    /** {0} caption, {1} rows, {2} expired, {3} within 90 days. */
    readonly expiries: string;
  };
}

/** Puts values into a string of {@link ChartStrings}. A value is text: it is never markup, and `{0}` inside a value stays as it is. */
export function fill(template: string, ...values: readonly (string | number)[]): string {
  return template.replace(/\{(\d+)\}/g, (all, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? all : String(value);
  });
}

/** How many entitlements of a listing are over-assigned, in words. */
export function overEntitlementsText(count: number, s: ChartStrings): string {
  return count === 1 ? s.values.oneEntitlementOver : fill(s.values.entitlementsOver, count);
}
