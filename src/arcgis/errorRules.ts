// The one table from a portal's words to a Fault (wire reference, section 4). Nothing else in the program decides on the text of a message.
import { l10n } from '../core/l10n';
import type { Fault } from '../core/problem';
import type { WireError } from './wireError';

export interface Rule {
  readonly pattern: RegExp;
  /** Where the text alone does not tell. */
  readonly when?: (error: WireError) => boolean;
  readonly fault: (error: WireError) => Fault;
  readonly message: () => string;
}

export const signInEnded = (): string =>
  l10n.t('The portal does not accept this sign-in any longer. Sign in again.');
export const fewerRequests = (): string =>
  l10n.t('The portal asks for fewer requests. Wait a minute and try again.');

/** Read from the top; the first match counts. Texts: wire reference 4.2, 9.2 and 9.3. */
export const errorRules: readonly Rule[] = [
  {
    pattern: /needs? to be made over https/i,
    fault: ({ code }) => ({ kind: 'refused', ...(code === undefined ? {} : { code }) }),
    message: () => l10n.t('The portal answers over https only. Change the address of the portal to https.'),
  },
  {
    pattern: /do(es)? not have permissions?\b/i,
    // With another code it is a member of the request who may not, not the account (wire reference 4.2 and 22.16).
    when: ({ code, messageCode }) => code === undefined || code === 403 || messageCode === 'GWM_0003',
    fault: () => ({ kind: 'forbidden' }),
    message: () => '',
  },
  {
    pattern: /^(invalid token|token required|token expired)/i,
    fault: ({ code }) => ({ kind: 'signIn', code: code ?? 498 }),
    message: signInEnded,
  },
  {
    pattern: /not licensed by user/i,
    fault: () => ({ kind: 'listingUnavailable', reason: 'notPerUser' }),
    message: () =>
      l10n.t('This listing is not licensed per member: there is nothing to assign. Leave it out.'),
  },
  {
    pattern: /item not provisioned/i,
    fault: () => ({ kind: 'listingUnavailable', reason: 'notProvisioned' }),
    message: () =>
      l10n.t(
        'The organization has neither bought nor is trying this listing. Refresh the portal and choose another one.',
      ),
  },
  {
    pattern: /item does not exist or is inaccessible/i,
    fault: () => ({ kind: 'listingUnavailable', reason: 'missing' }),
    message: () =>
      l10n.t('The portal does not know this item, or the account may not see it. Refresh the portal.'),
  },
  {
    pattern: /\b(item|listing|licen[cs]e|subscription|purchase|trial)\b.*\b(has|have|is|are) expired/i,
    fault: () => ({ kind: 'listingUnavailable', reason: 'expired' }),
    message: () =>
      l10n.t('This license has expired. It can be revoked, but not assigned until it is renewed.'),
  },
  {
    pattern:
      /users can be disconnected|(?<!\bnot )\b(has|have|holds?) (an? )?(offline|disconnected) licen[cs]e/i,
    fault: () => ({ kind: 'disconnected' }),
    message: () =>
      l10n.t(
        'The members have taken the license offline, so nothing was changed. Ask them to return it, or release it on ArcGIS Enterprise.',
      ),
  },
  {
    pattern: /user does not exist or is inaccessible|not a member of (the|this|your) organi[sz]ation/i,
    fault: ({ details }) => ({ kind: 'notMember', ...(details.length === 0 ? {} : { usernames: details }) }),
    message: () => l10n.t('The portal knows no such member. Check the spelling of the user name.'),
  },
  {
    pattern:
      /\b(invalid|unknown|unrecogni[sz]ed) entitlement\b|\bentitlement\b.*\b(does not exist|not (found|valid))\b/i,
    fault: ({ text }) => {
      const name = /entitlements?:\s*"?([^"]+?)"?\.?$/i.exec(text)?.[1];
      return { kind: 'unknownEntitlement', ...(name === undefined ? {} : { name }) };
    },
    message: () =>
      l10n.t('The listing does not have this entitlement. Refresh the listing and compare the spelling.'),
  },
  {
    pattern: /no compatible (pro )?licen[cs]e|requires? (an? )?(arcgis )?pro (level|licen[cs]e)/i,
    fault: () => ({ kind: 'missingProLevel' }),
    message: () =>
      l10n.t('An extension of ArcGIS Pro needs a Pro level. Add Basic, Standard or Advanced as well.'),
  },
  {
    pattern: /already included|included (in|with) (the|their|this|your) user type/i,
    fault: () => ({ kind: 'alreadyIncluded' }),
    message: () =>
      l10n.t("The member's user type includes this license already. Assign only what it does not include."),
  },
  {
    pattern: /\b(not compatible|incompatible)\b/i,
    fault: () => ({ kind: 'incompatibleUserType' }),
    message: () => l10n.t("The member's user type cannot use this license. Change the user type first."),
  },
  {
    pattern:
      /number of (users|members|licen[cs]es)\b.* exceeds|exceeds? the (maximum|number of) .*(allowed|licen[cs]es|seats|users)|\b(no|not enough|insufficient)( more| available| remaining)? (seats|licen[cs]es)/i,
    fault: () => ({ kind: 'seatShortage' }),
    message: () => l10n.t('There are not enough free seats. Revoke some first, or choose fewer members.'),
  },
  {
    pattern: /too many requests|rate limit/i,
    fault: () => ({ kind: 'throttled' }),
    message: fewerRequests,
  },
];
