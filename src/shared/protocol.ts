// The one table of what the charts page may ask of the host, and of what the host tells the page.
import * as v from 'valibot';
import type { LastUseBucket } from '../core/seats';
import type { BarTarget, ChartModel, LicenseSection } from '../core/series/seriesTypes';
import { call, isEventNamed } from './rpc';
import type { ChartStrings } from './strings';

/** The charts of the page, in the order of its tabs. */
export const chartNames = ['listings', 'entitlements', 'userTypes', 'expiries', 'lastUse'] as const;
export type ChartName = (typeof chartNames)[number];

/** From the most to the least recent. */
export const lastUseBuckets = [
  'today',
  'days30',
  'days90',
  'days365',
  'older',
  'never',
] as const satisfies readonly LastUseBucket[];
const licenseSections = [
  'userTypes',
  'appBundles',
  'apps',
  'extensions',
  'capabilities',
  'future',
  'features',
] as const satisfies readonly LicenseSection[];

/** What the page remembers over a reload of the window. Holds ids only: no name, no count, nothing of the portal's. */
export interface ViewState {
  readonly portalId?: string | undefined;
  readonly chart: ChartName;
  /** The listing looked at in `entitlements` and `lastUse`; absent: the first one, or all of them. */
  readonly listing?: string | undefined;
  readonly table: boolean;
  readonly percent: boolean;
}

/** What the page needs to stand: its words, and the portals to choose from. */
export interface StartAnswer {
  readonly strings: ChartStrings;
  readonly page: PageData;
  /** What the panel was opened for; it goes before what the page remembers. */
  readonly look?: PageEvents['look'] | undefined;
}
export interface PageData {
  readonly portals: readonly { readonly id: string; readonly name: string }[];
  /** Absent when no portal is connected. */
  readonly model?: ChartModel | undefined;
}

const shortText = v.pipe(v.string(), v.maxLength(400));
export const viewStateSchema: v.GenericSchema<unknown, ViewState> = v.object({
  portalId: v.optional(shortText),
  chart: v.picklist(chartNames),
  listing: v.optional(shortText),
  table: v.boolean(),
  percent: v.boolean(),
});

const barTargetSchema: v.GenericSchema<unknown, BarTarget> = v.variant('kind', [
  v.object({
    kind: v.literal('listing'),
    itemId: shortText,
    entitlement: v.optional(shortText),
    idle: v.optional(v.picklist(lastUseBuckets)),
  }),
  v.object({
    kind: v.literal('license'),
    section: v.picklist(licenseSections),
    key: v.pipe(v.array(shortText), v.maxLength(3)),
  }),
  v.object({ kind: v.literal('queue'), appId: shortText }),
  v.object({ kind: v.literal('system') }),
  v.object({ kind: v.literal('portal') }),
]);

/** A picture of a chart: 32 MB are more than any screen's. */
export const pngSchema: v.GenericSchema<unknown, Uint8Array> = v.pipe(
  v.instance(Uint8Array),
  v.check(bytes => bytes.length <= 32 * 1024 * 1024),
  v.check(bytes => [0x89, 0x50, 0x4e, 0x47].every((byte, at) => bytes[at] === byte)),
);

/** Whether the administrator chose a place; `false` when the dialog was closed. */
export interface Saved {
  readonly saved: boolean;
}

/** Calls of the page, answered by the host. */
export const hostCalls = {
  /** First call of a page: hands over the state that outlived it, gets the words and the data. */
  start: call<{ view?: ViewState | undefined }, StartAnswer>(
    v.object({ view: v.optional(v.fallback(v.optional(viewStateSchema), undefined)) }),
    30_000,
  ),
  selectPortal: call<{ portalId: string }, PageData>(v.object({ portalId: shortText }), 30_000),
  /** Tells which listing is looked at, so that its holders are read first. */
  lookAt: call<{ listing?: string | undefined; chart: ChartName }, null>(
    v.object({ listing: v.optional(shortText), chart: v.picklist(chartNames) }),
    30_000,
  ),
  /** Starts, or stops after the request under way, the reading of the holders of every listing. */
  readHolders: call<{ on: boolean }, null>(v.object({ on: v.boolean() }), 30_000),
  /** Reads anew what failed. */
  retry: call<null, null>(v.null(), 30_000),
  reveal: call<{ target: BarTarget }, null>(v.object({ target: barTargetSchema }), 60_000),
  savePicture: call<{ chart: ChartName; listing?: string | undefined; png: Uint8Array }, Saved>(
    v.object({ chart: v.picklist(chartNames), listing: v.optional(shortText), png: pngSchema }),
    0,
  ),
  saveTable: call<{ chart: ChartName; listing?: string | undefined }, Saved>(
    v.object({ chart: v.picklist(chartNames), listing: v.optional(shortText) }),
    0,
  ),
  /** A violation of the content security policy: a defect of ours, or an attack; goes to the log. */
  reportViolation: call<{ directive: string; blocked: string }, null>(
    v.object({
      directive: v.pipe(v.string(), v.maxLength(200)),
      blocked: v.pipe(v.string(), v.maxLength(200)),
    }),
    30_000,
  ),
} as const;
export type HostCalls = typeof hostCalls;

/** What the host tells the page without being asked. */
export interface PageEvents {
  /** The data changed. */
  readonly page: PageData;
  /** Show this chart or listing: the panel was opened again for it. */
  readonly look: { readonly chart?: ChartName; readonly listing?: string };
}
export type PageEvent = {
  readonly [K in keyof PageEvents]: {
    readonly kind: 'event';
    readonly name: K;
    readonly value: PageEvents[K];
  };
}[keyof PageEvents];

/** True for a message that is a {@link PageEvent}. */
export const isPageEvent = (message: unknown): message is PageEvent =>
  isEventNamed(message, ['page', 'look']);
