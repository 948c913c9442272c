// What the members of a plan hold before and after it, in the form in which everything is compared.
import { entitlementKey, userKey } from '../../ids';
import { l10n } from '../../l10n';
import type { MemberPlan } from '../../planTypes';
import { entitlementWords } from '../../planWords';
import type { Steps } from '../../steps';
import { userTypesTarget } from '../../policy/wishTypes';
import type { FormEntry, FormGroup, FormPair, FormPart } from './normalForm';
import { called, inFriendlyOrder, labelOf } from './normalForm';

/** As `portal` what the members hold before the plan, as `file` what they hold after it: per listing and member the whole set. */
export function* planForms(plan: MemberPlan): Steps<FormPair> {
  const sides: readonly [FormPart[], FormPart[]] = [[], []];
  for (const { itemId, title } of plan.targets) {
    const groups: readonly [FormGroup[], FormGroup[]] = [[], []];
    const changes = plan.changes.filter(change => change.itemId === itemId);
    if (changes.length === 0) continue;
    const entries = entriesOf(plan, itemId);
    for (const { username, before, after } of [...changes].sort((a, b) =>
      compareTexts(userKey(a.username), userKey(b.username)),
    )) {
      const group = { id: userKey(username), section: 'member', title: username } as const;
      groups[0].push({ ...group, entries: entries(before) });
      groups[1].push({ ...group, entries: entries(after) });
      yield;
    }
    const part = {
      id: itemId as string,
      title: itemId === userTypesTarget ? l10n.t('User types') : labelOf(title, itemId),
    };
    sides[0].push({ ...part, groups: groups[0] });
    sides[1].push({ ...part, groups: groups[1] });
  }
  const subject = l10n.t('what the members of the plan {0} hold', plan.title);
  return {
    portal: { subject, parts: sides[0] },
    file: { subject, parts: sides[1] },
    notCompared: [],
    replaces: true,
  };
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The entries of a set; the same set is the same entries, of which there are few for many members. */
function entriesOf(plan: MemberPlan, itemId: string): (set: readonly string[]) => readonly FormEntry[] {
  const known = new Map<string, readonly FormEntry[]>();
  return set => {
    const id = set.join('\n');
    const entries =
      known.get(id) ??
      inFriendlyOrder(
        set.map(key => ({ id: entitlementKey(key), ...called(entitlementWords(plan, itemId, key), key) })),
      );
    known.set(id, entries);
    return entries;
  };
}
