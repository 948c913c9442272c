// What the simulation page shows and what it may ask of the host. The host makes every word and number; the page draws.
import * as v from 'valibot';
import type { Saved } from './protocol';
import { pngSchema } from './protocol';
import { call, isEventNamed } from './rpc';

/** An instant at which seats change; the first one is the present. */
export interface SimulationBoundary {
  /** Epoch ms. */
  readonly at: number;
  /** `2027-07-01 00:00 UTC`. */
  readonly utc: string;
  /** The same instant in the portal's time zone, with the zone's name; empty where that is UTC. */
  readonly local: string;
  /** Both in one line. */
  readonly when: string;
  /** The head of its column: the day in UTC, or the word for now. */
  readonly short: string;
  /** What happens, in words, one line each. */
  readonly causes: readonly string[];
}

/** Seats of one subject from one boundary on. */
export interface SimulationCell {
  /** Absent: not known. */
  readonly seats?: number;
  /** Absent: not known. */
  readonly held?: number;
  /** True: the list of holders was cut, so `held` and `over` are lower bounds. */
  readonly atLeast?: true;
  /** 0 when not known. */
  readonly over: number;
  /** The figures in words: "250 seats, 312 held, 62 over". */
  readonly words: string;
}

/** An entitlement, the members of a product, a user type, an app: whatever has seats of its own. */
export interface SimulationSubject {
  readonly key: string;
  readonly label: string;
  /** What it is; absent where the label says it. */
  readonly group?: string;
  /** Seats without the import; absent where none is simulated. */
  readonly before?: SimulationCell;
  /** One per boundary, in their order. */
  readonly cells: readonly SimulationCell[];
  /** Whether seats differ between two boundaries, or become other than they are. */
  readonly changes: boolean;
}

export interface SimulationMember {
  readonly name: string;
  /** Idle since when, or why the member is left alone. */
  readonly detail: string;
  readonly offline?: true;
}

export interface SimulationList {
  readonly heading: string;
  /** What the list means, or why it cannot be told. */
  readonly note: string;
  /** Rows to be had by {@link simulationCalls.members}. */
  readonly total: number;
}

/** One subject that has fewer seats than holders from some instant on. */
export interface SimulationShortage {
  readonly key: string;
  readonly subject: string;
  readonly heading: string;
  /** From when until when, in UTC and in the portal's zone. */
  readonly when: string;
  /** Members to be reduced. */
  readonly over: SimulationList;
  /** Members locked out until it is corrected. */
  readonly locked: SimulationList;
}

export interface SimulationNotice {
  readonly tone: 'info' | 'warning' | 'error';
  readonly text: string;
}

export interface SimulationData {
  /** What is simulated: a file, or a portal alone. */
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly verdict: { readonly tone: 'ok' | 'warning' | 'error'; readonly text: string };
  readonly notices: readonly SimulationNotice[];
  /** What could not be known, one sentence each. */
  readonly unknown: readonly string[];
  readonly boundaries: readonly SimulationBoundary[];
  /** Those with a shortage first, then those that change. */
  readonly subjects: readonly SimulationSubject[];
  /** Key of the subject that is looked at first. */
  readonly focus?: string;
  readonly shortages: readonly SimulationShortage[];
  /** What the plan would do, where there is one to be offered. */
  readonly plan?: { readonly text: string };
}

/** Every word of the page that is no part of {@link SimulationData}; `{0}`, `{1}` stand for values. */
export interface SimulationStrings {
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly again: string;
  readonly planReduction: string;
  readonly saveMarkdown: string;
  readonly savePicture: string;
  readonly subject: string;
  readonly chart: string;
  /** {0}: the subject. */
  readonly chartSummary: string;
  readonly chartHint: string;
  readonly legend: string;
  readonly seats: string;
  readonly held: string;
  readonly over: string;
  readonly table: string;
  /** {0}: how many; the box that shows those that never change. */
  readonly showSteady: string;
  readonly heldColumn: string;
  readonly beforeColumn: string;
  /** {0}: a count. */
  readonly overBy: string;
  readonly notKnown: string;
  readonly shortages: string;
  readonly showInChart: string;
  readonly notKnownHeading: string;
  readonly offline: string;
  /** {0}: the first row shown, {1}: the last, {2}: of how many. */
  readonly rows: string;
  readonly previous: string;
  readonly next: string;
  readonly copyNames: string;
  /** {0}: how many. */
  readonly copied: string;
  readonly loading: string;
  readonly simulating: string;
  readonly fileChanged: string;
  readonly saved: string;
  /** {0}: the message. */
  readonly failed: string;
  /** {0}: when, {1}: the figures. */
  readonly step: string;
  readonly nothing: string;
}

/** Members of a list that one call answers. */
export const membersAtOnce = 100;

const shortText = v.pipe(v.string(), v.maxLength(400));
const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));

/** Calls of the page, answered by the host. */
export const simulationCalls = {
  start: call<null, { strings: SimulationStrings; data: SimulationData }>(v.null(), 30_000),
  /** At most {@link membersAtOnce} rows of one list of a shortage, from `start` on. */
  members: call<
    { shortage: string; list: 'over' | 'locked'; start: number },
    { rows: readonly SimulationMember[]; total: number }
  >(v.object({ shortage: shortText, list: v.picklist(['over', 'locked']), start: index }), 30_000),
  /** Copies the names of a list, one per line; of those to be reduced without the offline ones, who cannot be. Answers how many. */
  copyNames: call<{ shortage: string; list: 'over' | 'locked' }, { copied: number }>(
    v.object({ shortage: shortText, list: v.picklist(['over', 'locked']) }),
    30_000,
  ),
  /** Reads everything anew; the answer comes when it is shown, and the new data as an event before. */
  again: call<null, null>(v.null(), 0),
  plan: call<null, null>(v.null(), 0),
  saveMarkdown: call<null, Saved>(v.null(), 0),
  savePicture: call<{ subject: string; png: Uint8Array }, Saved>(
    v.object({ subject: shortText, png: pngSchema }),
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
export type SimulationCalls = typeof simulationCalls;

/** What the host tells the page without being asked. */
export type SimulationEvent =
  | { readonly kind: 'event'; readonly name: 'data'; readonly value: SimulationData }
  /** The file was edited since it was read. */
  | { readonly kind: 'event'; readonly name: 'fileChanged' };

/** True for a message that is a {@link SimulationEvent}. */
export const isSimulationEvent = (message: unknown): message is SimulationEvent =>
  isEventNamed(message, ['data', 'fileChanged']);
