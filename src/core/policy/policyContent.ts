// What a policy says without where it says so: for writing one, and for comparing two.
import type { LocatedText } from '../files/fileProblem';
import { defaultMode } from './policyTypes';
import type { Grant, People, Policy, PolicyMode, PolicyTarget, Quota, Selector } from './policyTypes';

/** Keys of lists that are empty, and of flags that are not set, are left out. */
export interface SelectorContent {
  readonly team?: readonly string[];
  readonly members?: readonly string[];
  readonly roster?: readonly string[];
  readonly userType?: readonly string[];
  readonly role?: readonly string[];
  readonly group?: readonly string[];
  readonly everyone?: true;
  readonly except?: PeopleContent;
}
export type PeopleContent = readonly SelectorContent[];

export interface GrantContent {
  readonly to: PeopleContent;
  /** Of a listing: sets and entitlements; of a user type rule: the user type; of an app bundle: empty. */
  readonly give: readonly string[];
  readonly from?: string;
  readonly until?: string;
  readonly priority?: number;
  readonly note?: string;
}

export interface QuotaContent {
  readonly team: string;
  readonly entitlement?: string;
  readonly seats: number;
  readonly note?: string;
}

export interface TargetContent {
  readonly kind: PolicyTarget['kind'];
  readonly title?: string;
  readonly itemId?: string;
  readonly note?: string;
  readonly grants: readonly GrantContent[];
  readonly quotas: readonly QuotaContent[];
}

export interface PolicyContent {
  readonly portal: string;
  readonly mode: PolicyMode;
  readonly timeZone?: string;
  readonly note?: string;
  readonly notify: boolean;
  readonly allowGaps: boolean;
  readonly removeDoubles?: boolean;
  readonly removalThreshold?: { readonly count?: number; readonly percent?: number };
  readonly protected?: PeopleContent;
  readonly exclude?: PeopleContent;
  readonly sets: readonly { readonly name: string; readonly entitlements: readonly string[] }[];
  readonly teams: readonly {
    readonly name: string;
    readonly people: SelectorContent;
    readonly note?: string;
  }[];
  readonly targets: readonly TargetContent[];
  readonly userTypes?: readonly GrantContent[];
}

const texts = (located: readonly LocatedText[]): readonly string[] => located.map(one => one.text);

/** What a policy says, without places. */
export function contentOf(policy: Policy): PolicyContent {
  const { timeZone, note, removalThreshold: threshold, userTypes } = policy;
  return {
    portal: policy.portal?.text ?? '',
    mode: policy.mode,
    ...(timeZone === undefined ? {} : { timeZone: timeZone.text }),
    ...(note === undefined ? {} : { note }),
    notify: policy.notify,
    allowGaps: policy.allowGaps,
    ...(policy.removeDoubles === undefined ? {} : { removeDoubles: policy.removeDoubles.isOn }),
    ...(threshold === undefined
      ? {}
      : {
          removalThreshold: {
            ...(threshold.count === undefined ? {} : { count: threshold.count }),
            ...(threshold.percent === undefined ? {} : { percent: threshold.percent }),
          },
        }),
    ...(policy.protected === undefined ? {} : { protected: peopleContent(policy.protected) }),
    ...(policy.exclude === undefined ? {} : { exclude: peopleContent(policy.exclude) }),
    sets: policy.sets.map(({ name, entitlements }) => ({
      name: name.text,
      entitlements: texts(entitlements),
    })),
    teams: policy.teams.map(team => ({
      name: team.name.text,
      people: peopleContent(team.people)[0] ?? {},
      ...(team.note === undefined ? {} : { note: team.note }),
    })),
    targets: policy.targets.map(targetContent),
    ...(userTypes === undefined ? {} : { userTypes: userTypes.grants.map(grantContent) }),
  };
}

function targetContent({ kind, title, itemId, note, grants, quotas }: PolicyTarget): TargetContent {
  return {
    kind,
    ...(title === undefined ? {} : { title: title.text }),
    ...(itemId === undefined ? {} : { itemId: itemId.text }),
    ...(note === undefined ? {} : { note }),
    grants: grants.map(grantContent),
    quotas: quotas.map(quotaContent),
  };
}

function grantContent({ to, give, from, until, priority, note }: Grant): GrantContent {
  return {
    to: peopleContent(to),
    give: texts(give),
    ...(from === undefined ? {} : { from: from.text }),
    ...(until === undefined ? {} : { until: until.text }),
    ...(priority === undefined ? {} : { priority }),
    ...(note === undefined ? {} : { note }),
  };
}

function quotaContent({ team, entitlement, seats, note }: Quota): QuotaContent {
  return {
    team: team.text,
    ...(entitlement === undefined ? {} : { entitlement: entitlement.text }),
    seats,
    ...(note === undefined ? {} : { note }),
  };
}

export const peopleContent = ({ selectors }: People): PeopleContent => selectors.map(selectorContent);

function selectorContent(selector: Selector): SelectorContent {
  const { teams, members, rosters, userTypes, roles, groups, everyone, except } = selector;
  return {
    ...(teams.length === 0 ? {} : { team: texts(teams) }),
    ...(members.length === 0 ? {} : { members: texts(members) }),
    ...(rosters.length === 0 ? {} : { roster: texts(rosters) }),
    ...(userTypes.length === 0 ? {} : { userType: texts(userTypes) }),
    ...(roles.length === 0 ? {} : { role: texts(roles) }),
    ...(groups.length === 0 ? {} : { group: texts(groups) }),
    ...(everyone ? { everyone: true as const } : {}),
    ...(except === undefined ? {} : { except: peopleContent(except) }),
  };
}

/** A policy that says nothing yet. */
export const emptyContent = (portal: string): PolicyContent => ({
  portal,
  mode: defaultMode,
  notify: false,
  allowGaps: false,
  sets: [],
  teams: [],
  targets: [],
});
