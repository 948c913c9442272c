// What the matrix page shows and what it may ask of the host. The host holds the table, filters and sorts; the page asks for the rows in sight.
import * as v from 'valibot';
import type { HolderFilter } from '../core/holderFilter';
import type { MatrixSort } from '../core/matrix/matrixSort';
import type { Selecting } from '../core/matrix/matrixState';
import { holderFilterSchema } from './holderFilter';
import { call, isEventNamed } from './rpc';

/** Rows that one answer may hold. */
export const largestWindow = 400;

/** A cell as the page gets it: `0` holds nothing, `1` not known, `2` the portal does not have the listing; else what is held, with `'?'` for what is not known of it. */
export type PageCell =
  0 | 1 | 2 | readonly [set: number, lastUsed: number | null | '?', offline: number | boolean | '?'];

export interface PageRow {
  /** Names the member, whatever place the row has. */
  readonly member: string;
  readonly user: string;
  /** Empty where it is not known. */
  readonly name: string;
  readonly type: string;
  readonly portal: string;
  readonly disabled: boolean;
  readonly selected: boolean;
  /** One for each column in sight, in their order. */
  readonly cells: readonly PageCell[];
}

/** How a set of entitlements is said. */
export interface PageSet {
  readonly short: string;
  readonly whole: string;
}

export interface PageRows {
  /** {@link MatrixData.version} they are of. */
  readonly version: number;
  /** {@link MatrixData.order} that their places are of. */
  readonly order: number;
  readonly from: number;
  readonly rows: readonly PageRow[];
  /** The sets that these rows name. */
  readonly sets: Readonly<Record<number, PageSet>>;
}

/** The state of a column's list of holders. */
export type ColumnState = 'unread' | 'loading' | 'complete' | 'partial' | 'failed';

export interface PageColumn {
  readonly key: string;
  readonly title: string;
  /** Beginning of the item id, where another column has the same title. */
  readonly tag?: string;
  /** Members and seats in words: "312 of 250". */
  readonly seats: string;
  readonly state: ColumnState;
  /** What the state means, in words; absent for a complete list. */
  readonly stateText?: string;
  /** Seats above what is owned; 0 when not known. */
  readonly over: number;
  readonly overText?: string;
}

export interface PageOption {
  readonly value: string;
  readonly label: string;
}

export interface MatrixNotice {
  readonly tone: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly busy?: true;
  readonly action?: 'retry';
}

export interface MatrixData {
  /** Grows with every change; rows of an older one are out of date. */
  readonly version: number;
  /** Grows when a place becomes another member; what is done to a place names it. */
  readonly order: number;
  /** Grows when other members are selected; what is done to the selection names it. */
  readonly selection: number;
  /** The portals in sight. */
  readonly portals: readonly { readonly id: string; readonly name: string }[];
  /** Whether there are portals to choose from. */
  readonly canChoosePortals: boolean;
  readonly columns: readonly PageColumn[];
  /** Keys of columns that are not shown. */
  readonly hidden: readonly string[];
  /** What the filter can be set to. */
  readonly userTypes: readonly PageOption[];
  readonly listings: readonly PageOption[];
  readonly entitlements: readonly PageOption[];
  readonly filter: HolderFilter;
  readonly sort: MatrixSort;
  /** Members that were read so far. */
  readonly total: number;
  readonly matching: number;
  /** A list that the filter looks at is not whole: there may be more who match. */
  readonly mayMiss: boolean;
  readonly selected: number;
  /** Counts in words, for the line above the table and for screen readers. */
  readonly summary: string;
  readonly notices: readonly MatrixNotice[];
}

const shortText = v.pipe(v.string(), v.maxLength(400));
const place = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const sortSchema: v.GenericSchema<unknown, MatrixSort> = v.variant('by', [
  v.strictObject({
    by: v.picklist(['name', 'fullName', 'userType', 'portal', 'held', 'lastUsed']),
    descending: v.boolean(),
  }),
  v.strictObject({ by: v.literal('column'), column: shortText, descending: v.boolean() }),
]);

/** What a page leaves behind for a reload of the window: ids, and what the administrator chose. No row of a portal. */
export interface MatrixView {
  readonly portals: readonly string[];
  readonly hidden: readonly string[];
  readonly filter: HolderFilter;
  readonly sort: MatrixSort;
}
export const matrixViewSchema: v.GenericSchema<unknown, MatrixView> = v.strictObject({
  portals: v.pipe(v.array(shortText), v.maxLength(100)),
  hidden: v.pipe(v.array(shortText), v.maxLength(1000)),
  filter: holderFilterSchema,
  sort: sortSchema,
});

const selectingSchema: v.GenericSchema<unknown, Selecting> = v.variant('kind', [
  v.strictObject({ kind: v.literal('toggle'), at: place }),
  v.strictObject({ kind: v.literal('range'), from: place, to: place }),
  v.strictObject({ kind: v.picklist(['all', 'none']) }),
]);

/** What the buttons of the page are for; each is the host's own step, with its own questions. */
export const matrixActions = [
  'portals',
  'columns',
  'savedFilters',
  'saveFilter',
  'provision',
  'revoke',
  'export',
  'refresh',
  'retry',
] as const;
export type MatrixAction = (typeof matrixActions)[number];

export const matrixCalls = {
  /** First call of a page. */
  start: call<null, { readonly strings: MatrixStrings; readonly data: MatrixData }>(v.null(), 30_000),
  /** `version`: of the data that the page knows; places of an older one mean other members. */
  rows: call<{ version: number; from: number; count: number }, PageRows>(
    v.strictObject({
      version: place,
      from: place,
      count: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(largestWindow)),
    }),
    30_000,
  ),
  filter: call<{ filter: HolderFilter }, null>(v.strictObject({ filter: holderFilterSchema }), 30_000),
  sort: call<{ sort: MatrixSort }, null>(v.strictObject({ sort: sortSchema }), 30_000),
  select: call<{ order: number; selecting: Selecting }, null>(
    v.strictObject({ order: place, selecting: selectingSchema }),
    30_000,
  ),
  /** Where a member is now, in which order; null where there is no row of the member. */
  find: call<{ member: string }, { order: number; at: number | null }>(
    v.strictObject({ member: v.pipe(v.string(), v.maxLength(1000)) }),
    30_000,
  ),
  /** Shows the member of a row in the view of one member. */
  showMember: call<{ order: number; at: number }, null>(v.strictObject({ order: place, at: place }), 60_000),
  /** `selection`: as the page shows it; another one is refused. Answers what was done in words, such as that a file was saved; empty where there is nothing to say. */
  act: call<{ action: MatrixAction; selection: number }, string>(
    v.strictObject({ action: v.picklist(matrixActions), selection: place }),
    0,
  ),
  reportViolation: call<{ directive: string; blocked: string }, null>(
    v.strictObject({
      directive: v.pipe(v.string(), v.maxLength(200)),
      blocked: v.pipe(v.string(), v.maxLength(200)),
    }),
    30_000,
  ),
} as const;
export type MatrixCalls = typeof matrixCalls;

export interface MatrixEvent {
  readonly kind: 'event';
  readonly name: 'data';
  readonly value: MatrixData;
}
export const isMatrixEvent = (message: unknown): message is MatrixEvent => isEventNamed(message, ['data']);

/** Words of the page; `{0}` stands for values. */
export interface MatrixStrings {
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly title: string;
  readonly gridLabel: string;
  readonly gridHint: string;
  readonly noPortal: string;
  readonly nobody: string;
  /** Where {@link MatrixData.mayMiss}. */
  readonly nobodyKnown: string;
  readonly nobodyYet: string;
  readonly columns: {
    readonly select: string;
    /** {0}: the user. */
    readonly selectUser: string;
    readonly user: string;
    readonly name: string;
    readonly type: string;
    readonly portal: string;
  };
  readonly filters: {
    readonly label: string;
    readonly text: string;
    readonly userType: string;
    readonly listing: string;
    readonly entitlement: string;
    readonly lastUse: string;
    readonly day: string;
    readonly offline: string;
    readonly any: string;
    readonly never: string;
    /** {0}: days. */
    readonly idleDays: string;
    readonly usedDays: string;
    readonly idleSince: string;
    readonly clear: string;
  };
  readonly actions: Readonly<Record<MatrixAction, string>>;
  readonly selectAll: string;
  readonly selectNone: string;
  readonly cells: {
    readonly none: string;
    readonly unknown: string;
    readonly absent: string;
    readonly never: string;
    /** {0}: when. */
    readonly lastUsed: string;
    readonly offline: string;
    /** {0}: since when. */
    readonly offlineSince: string;
    readonly offlineUnknown: string;
    readonly disabled: string;
    readonly loading: string;
    readonly today: string;
    /** {0}: a number. */
    readonly days: string;
    readonly months: string;
    readonly years: string;
  };
  /** What stands beside the seats of a column. */
  readonly states: {
    readonly unread: string;
    readonly loading: string;
    readonly failed: string;
    readonly over: string;
  };
  /** {0}: what went wrong. */
  readonly failed: string;
}
