// Parts of what is said of a policy.
import type { TextSpan } from '../files/fileProblem';
import type { Sentence } from '../files/texts';
import { sentence } from '../files/texts';
import type { Policy, PolicyTarget } from './policyTypes';

/** So many names stand in a sentence. */
const mostNames = 3;

/** The first names, and how many follow. Names are text of others: the sentence is shown as text. */
export function namesOf(names: readonly string[]): string | Sentence {
  const shown = names.slice(0, mostNames).join(', ');
  const rest = names.length - mostNames;
  return rest > 0 ? sentence('policy.membersMore', shown, rest) : shown;
}

/** Where what is said of a target as a whole stands. */
export const entryPlace = (entry: PolicyTarget | 'userTypes', policy: Policy): TextSpan =>
  entry === 'userTypes'
    ? { offset: policy.userTypes?.at.offset ?? 0, length: 1 }
    : (entry.itemId ?? entry.title ?? { offset: entry.at.offset, length: 1 });
