// Member assignments or a roster and what the members that it names hold now, in one form: per listing and member the whole set.
import { entitlementName } from '../../catalog';
import { entitlementKey, userKey } from '../../ids';
import type { ItemId } from '../../ids';
import { l10n } from '../../l10n';
import type { DesiredChange, TargetState } from '../../planTypes';
import type { FormEntry, FormGroup, FormPair, FormPart, NormalForm } from './normalForm';
import { called, entryKey, inFriendlyOrder, labelOf } from './normalForm';
import { membersWords } from '../../timeline/timelineText';

/** What one member gains and loses of one listing, in names for people. */
export interface MemberDifference {
  readonly itemId: ItemId;
  readonly listing: string;
  readonly username: string;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
  /** The member has the licence offline: the portal refuses to change it (wire reference, section 10). */
  readonly offline: boolean;
  /** Where the member stands in the texts. */
  readonly key: string;
}

export interface AssignmentForms extends FormPair {
  /** In the order of the texts. */
  readonly members: readonly MemberDifference[];
  /** Members, per listing, that hold what the file wants already. */
  readonly unchanged: number;
}

/** The wishes of one member of one listing. */
interface Asked {
  readonly username: string;
  readonly changes: DesiredChange[];
}

/**
 * The members that the wishes name, each with the set held now and the set that the file wants. A member whose set is not known (a list that was
 * cut, a listing that cannot be read) and one whose wishes contradict each other are in neither text, and named among what is not compared.
 * @param targets the state of every listing of the wishes
 */
export function assignmentForms(
  changes: readonly DesiredChange[],
  targets: readonly TargetState[],
): AssignmentForms {
  const notCompared: string[] = [];
  const members: MemberDifference[] = [];
  const parts: readonly [FormPart[], FormPart[]] = [[], []];
  let unchanged = 0;
  for (const state of [...targets].sort((a, b) => compareTexts(a.target.title, b.target.title))) {
    const { itemId, title } = state.target;
    const asked = askedOf(changes.filter(change => change.itemId === itemId));
    if (asked.length === 0) continue;
    if (state.unavailable !== undefined) {
      notCompared.push(l10n.t('{0} of {1}: {2}', membersWords(asked.length), title, state.unavailable));
      continue;
    }
    const spelled = new Map(state.pools.map(pool => [entitlementKey(pool.key), pool.key as string]));
    const groups: readonly [FormGroup[], FormGroup[]] = [[], []];
    for (const { username, changes: wishes } of asked) {
      const holding = state.holdings.get(userKey(username));
      if (holding === undefined && !state.complete) {
        notCompared.push(l10n.t('{0} in {1}: what the member holds is not known', username, title));
        continue;
      }
      const before = keysOf(holding?.entitlements ?? [], spelled);
      const after = wanted(before, wishes, spelled);
      if (after === undefined) {
        notCompared.push(l10n.t('{0} in {1}: the lines of the file contradict each other', username, title));
        continue;
      }
      const name = holding?.username ?? username;
      const id = userKey(username);
      for (const [side, set] of [before, after].entries())
        groups[side === 0 ? 0 : 1].push({
          id,
          section: 'member',
          title: name,
          entries: entriesOf(set, spelled),
        });
      const gains = [...after].filter(key => !before.has(key));
      const loses = [...before].filter(key => !after.has(key));
      if (gains.length === 0 && loses.length === 0) {
        unchanged += 1;
        continue;
      }
      const labels = (keys: readonly string[]): readonly string[] =>
        entriesOf(new Set(keys), spelled).map(entry => entry.name);
      members.push({
        itemId,
        listing: title,
        username: name,
        gains: labels(gains),
        loses: labels(loses),
        offline: holding?.offline === true,
        key: entryKey(itemId, id, ''),
      });
    }
    const part = { id: itemId as string, title: labelOf(title, itemId) };
    parts[0].push({ ...part, groups: groups[0] });
    parts[1].push({ ...part, groups: groups[1] });
  }
  const subject = l10n.t('what the members of the file hold');
  const form = (side: 0 | 1): NormalForm => ({ subject, parts: parts[side] });
  return { portal: form(0), file: form(1), notCompared, replaces: true, members, unchanged };
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By member, in the order of their names. */
function askedOf(changes: readonly DesiredChange[]): readonly Asked[] {
  const asked = new Map<string, Asked>();
  for (const change of changes) {
    const key = userKey(change.username);
    const known = asked.get(key);
    if (known === undefined) asked.set(key, { username: change.username, changes: [change] });
    else known.changes.push(change);
  }
  return [...asked].sort(([a], [b]) => compareTexts(a, b)).map(([, one]) => one);
}

/** Folded keys; remembers the spelling of what is in no pool. */
function keysOf(names: readonly string[], spelled: Map<string, string>): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const name of names) {
    const key = entitlementKey(name);
    if (key === '') continue;
    if (!spelled.has(key)) spelled.set(key, name);
    keys.add(key);
  }
  return keys;
}

/** The set after all wishes; undefined where they cannot all be met. */
function wanted(
  before: ReadonlySet<string>,
  wishes: readonly DesiredChange[],
  spelled: Map<string, string>,
): ReadonlySet<string> | undefined {
  let set: ReadonlySet<string> | undefined;
  const [add, remove] = [new Set<string>(), new Set<string>()];
  for (const { mode, entitlements } of wishes) {
    const names = keysOf(entitlements, spelled);
    if (mode === 'set') {
      if (set !== undefined && (set.size !== names.size || [...names].some(key => set?.has(key) !== true)))
        return undefined;
      set = names;
    } else for (const key of names) (mode === 'add' ? add : remove).add(key);
  }
  if ([...add].some(key => remove.has(key) || (set !== undefined && !set.has(key)))) return undefined;
  if ([...remove].some(key => set?.has(key) === true)) return undefined;
  return set ?? new Set([...[...before].filter(key => !remove.has(key)), ...add]);
}

function entriesOf(keys: ReadonlySet<string>, spelled: ReadonlyMap<string, string>): readonly FormEntry[] {
  return inFriendlyOrder(
    [...keys].map(key => {
      const name = spelled.get(key) ?? key;
      return { id: key, ...called(entitlementName(name), name) };
    }),
  );
}
