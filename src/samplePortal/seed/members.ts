import { dayMs } from '../clock';
import type { Flavor, Group, Member } from '../model';
import { keyOf } from '../model';
import type { Random } from '../random';
import { firstNames, lastNames, madeUpId, userTypes } from './catalogue';

/** Roles by id; the custom one may manage licenses and nothing else an administrator may. */
export const licenseManagerRole = 'sLicMgr000000001';
export const viewerRole = 'iAAAAAAAAAAAAAAA';
export const dataEditorRole = 'iBBBBBBBBBBBBBBB';

export const groups: readonly Group[] = [
  'Survey and Mapping',
  'Water and Sewers',
  'Field Crews',
  'Planning',
  'Students 2026',
].map(title => ({ id: madeUpId(`group ${title}`), title, owner: 'gis_admin' }));

const person = (
  username: string,
  firstName: string,
  lastName: string,
  epoch: number,
  more: Partial<Member> = {},
): Member => ({
  username,
  firstName,
  lastName,
  fullName: `${firstName} ${lastName}`,
  email: `${firstName}.${lastName}@riverbend.example`.toLowerCase(),
  idpUsername: null,
  provider: 'arcgis',
  lastLogin: epoch - 2 * dayMs,
  created: epoch - 900 * dayMs,
  mfaEnabled: false,
  groups: [],
  role: 'org_user',
  level: '2',
  userLicenseTypeId: 'creatorUT',
  disabled: false,
  ...more,
});

/** Members that tests and people look for; all are in every organization, whatever its scale. */
function namedMembers(epoch: number): Member[] {
  return [
    person('gis_admin', 'Lia', 'Senz', epoch, {
      role: 'org_admin',
      userLicenseTypeId: 'GISProfessionalAdvUT',
      groups: groups.map(group => group.id),
    }),
    person('license_manager', 'Mara', 'Lind', epoch, { role: licenseManagerRole }),
    person('ana.viewer', 'Ana', 'Viewer', epoch, {
      role: viewerRole,
      level: '1',
      userLicenseTypeId: 'viewerUT',
    }),
    person('=cmd', '=cmd|calc', "'!A0", epoch, { lastLogin: -1, email: '=cmd@riverbend.example' }),
    person('Img_Onerror', '<img src=x onerror=alert(1)>', '</script>', epoch),
    person('RIVERBEND Jo Ann', 'Jo Ann', 'Baker', epoch),
    person('Maria.DelRio', 'Maria', 'Del Rio', epoch, { lastLogin: epoch - 700 * dayMs }),
    person('otto.disabled', 'Otto', 'Lang', epoch, { disabled: true, lastLogin: epoch - 420 * dayMs }),
    person('never.signedin', 'Nia', 'Neu', epoch, { lastLogin: -1, created: epoch - 20 * dayMs }),
    person('multi.factor', 'Max', 'Sicher', epoch, { mfaEnabled: true }),
    person('ben.ortiz@riverbend.example_rivkey', 'Ben', 'Ortiz', epoch, {
      provider: 'enterprise',
      idpUsername: 'ben.ortiz@riverbend.example',
      userLicenseTypeId: 'GISProfessionalStdUT',
    }),
    person('Ana.Keller', 'Ana', 'Keller', epoch, { role: 'org_publisher' }),
  ];
}

const spellings = [46, 12, 10, 14, 12, 6];

/** One user name in one of the spellings that organizations have: plain, mixed case, upper case, e-mail, SAML with suffix, with a space. */
function spell(kind: number, first: string, last: string, number: string): string {
  switch (kind) {
    case 1:
      return `${first}${last}${number}`;
    case 2:
      return `${first.charAt(0)}_${last}${number}`.toUpperCase();
    case 3:
      return `${first}.${last}${number}@riverbend.example`.toLowerCase();
    case 4:
      return `${first}.${last}${number}@riverbend.example_rivkey`.toLowerCase();
    case 5:
      return `RIVERBEND ${first} ${last}${number}`;
    default:
      return `${first}.${last}${number}`.toLowerCase();
  }
}

/** When someone was last seen: never, long idle, or somewhere in the past days; ms epoch or -1. */
function lastSeen(random: Random, epoch: number): number {
  switch (random.weighted([10, 55, 18, 12, 5])) {
    case 0:
      return -1;
    case 1:
      return epoch - random.below(30 * dayMs);
    case 2:
      return epoch - (30 + random.below(60)) * dayMs;
    case 3:
      return epoch - (90 + random.below(275)) * dayMs;
    default:
      return epoch - (365 + random.below(900)) * dayMs;
  }
}

/**
 * The members of an organization, the named ones first.
 * @param epoch start of the day that the data is relative to, ms epoch
 */
export function seedMembers(flavor: Flavor, count: number, random: Random, epoch: number): Member[] {
  const members = namedMembers(epoch);
  const taken = new Set(members.map(member => keyOf(member.username)));
  const weights = userTypes.map(type => type.weight);
  while (members.length < count) {
    const first = random.pick(firstNames);
    const last = random.pick(lastNames);
    const kind = random.weighted(spellings);
    const serial = random.below(2) === 0 ? '' : String(random.below(90));
    let username = spell(kind, first, last, serial);
    if (taken.has(keyOf(username))) username = spell(kind, first, last, String(100 + members.length));
    if (taken.has(keyOf(username))) continue;
    taken.add(keyOf(username));
    const type = userTypes[random.weighted(weights)] as (typeof userTypes)[number];
    const isSaml = kind === 4;
    const role = ['org_user', 'org_publisher', 'org_admin', viewerRole, dataEditorRole][
      type.canAdminister ? random.weighted([60, 36, 1, 0, 3]) : random.weighted([15, 0, 0, 65, 20])
    ] as string;
    members.push(
      person(username, first, last, epoch, {
        email: random.below(20) === 0 ? null : `${first}.${last}${serial}@riverbend.example`.toLowerCase(),
        provider: isSaml ? 'enterprise' : 'arcgis',
        idpUsername: isSaml ? username.replace(/_rivkey$/, '') : null,
        lastLogin: lastSeen(random, epoch),
        created: epoch - (30 + random.below(2500)) * dayMs,
        mfaEnabled: !isSaml && random.below(25) === 0,
        disabled: random.below(33) === 0,
        groups: groups.filter(() => random.below(6) === 0).map(group => group.id),
        level: type.id === 'viewerUT' || type.id === 'IndoorsUserUT' ? '1' : '2',
        userLicenseTypeId: type.id,
        role,
      }),
    );
  }
  if (flavor === 'legacy') for (const member of members) member.userLicenseTypeId = undefined;
  return members;
}
