// Why somebody keeps an idle seat, in words.
import { count, utcDay } from '../format';
import { l10n } from '../l10n';
import type { IdleReport } from './idleReport';
import type { KeptCause } from './reclaim';

/** As {@link causeText}, for a column beside which stands what it means. */
export function causeInShort(cause: KeptCause, report: Pick<IdleReport, 'days'>): string {
  if (cause.kind === 'offlineUnknown') return l10n.t('offline: not known');
  if (cause.kind === 'useUnknown') return l10n.t('last use not known');
  if (cause.kind === 'granted') return l10n.t('given on {0}', utcDay(cause.at));
  if (cause.kind !== 'offline') return causeText(cause, report);
  return cause.since === undefined ? l10n.t('offline') : l10n.t('offline since {0}', utcDay(cause.since));
}

export function causeText(cause: KeptCause, { days }: Pick<IdleReport, 'days'>): string {
  switch (cause.kind) {
    case 'offline':
      return cause.since === undefined
        ? l10n.t('offline: the portal refuses changes')
        : l10n.t('offline since {0}: the portal refuses changes', utcDay(cause.since));
    case 'offlineUnknown':
      return l10n.t('the portal does not say whether it is offline');
    case 'useUnknown':
      return l10n.t('the portal does not say when it was used');
    case 'protected':
      return l10n.t('protected by {0}', cause.policy);
    case 'granted':
      return l10n.t('given on {0}, within {1} days', utcDay(cause.at), count(days));
    case 'recent':
      return l10n.t('account of {0}, younger than {1} days', utcDay(cause.created), count(days));
    case 'ageUnknown':
      return l10n.t('how old the account is, is not known');
  }
}

/** How many seats are left alone for a cause. */
export function causeCount(kind: KeptCause['kind'], number: string, days: string): string {
  switch (kind) {
    case 'offline':
      return l10n.t('Offline, so that the portal refuses changes: {0}', number);
    case 'offlineUnknown':
      return l10n.t('Not known whether it is offline: {0}', number);
    case 'useUnknown':
      return l10n.t('Not known when it was used: {0}', number);
    case 'protected':
      return l10n.t('Protected by a policy: {0}', number);
    case 'granted':
      return l10n.t('Given within {0} days, as the journal says: {1}', days, number);
    case 'recent':
      return l10n.t('Never used, by accounts younger than {0} days: {1}', days, number);
    case 'ageUnknown':
      return l10n.t('Never used, by accounts whose age is not known: {0}', number);
  }
}
