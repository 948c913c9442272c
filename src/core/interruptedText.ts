// How a person is asked about plans that were interrupted: by what has to be read to find out what was done.
import { l10n } from './l10n';
import type { Plan } from './planTypes';

/** @param kinds of the interrupted plans, at least one */
export function interruptedQuestion(portalName: string, kinds: readonly Plan['kind'][]): string {
  if (kinds.length === 1)
    switch (kinds[0]) {
      case 'import':
        return l10n.t(
          'An import to {0} was interrupted. Read what the portal is licensed for again to find out what was done?',
          portalName,
        );
      case 'operation':
        return l10n.t(
          'An operation on the license of {0} was interrupted. Read what the portal has now to find out what was done?',
          portalName,
        );
      case 'members':
      case undefined:
        return l10n.t(
          'A plan for {0} was interrupted. Read its members again to find out what was done?',
          portalName,
        );
    }
  return areOfMembers(kinds)
    ? l10n.t(
        '{0} plans for {1} were interrupted. Read their members again to find out what was done?',
        kinds.length,
        portalName,
      )
    : l10n.t(
        '{0} plans for {1} were interrupted. Read again what they were about to find out what was done?',
        kinds.length,
        portalName,
      );
}

/** What is said while that is read. */
export const readingInterrupted = (portalName: string, kinds: readonly Plan['kind'][]): string =>
  areOfMembers(kinds)
    ? l10n.t('Reading the members of the interrupted plan…')
    : l10n.t('Reading what {0} has now…', portalName);

const areOfMembers = (kinds: readonly Plan['kind'][]): boolean => kinds.every(kind => kind === 'members');
