import { PortalError } from '../../../../src/core/problem';
import type { BranchRef, Inventory } from '../../../../src/services/inventoryTypes';
import { now } from './fixture';

export type Answers = Readonly<Record<string, unknown>>;

/** An inventory that answers from a table, by the name of the branch and its key, and keeps what it was asked. */
export function inventoryOf(answers: Answers, known: Readonly<Record<string, number>> = {}) {
  const asked: string[] = [];
  const nameOf = ({ name, key }: BranchRef): string => (key === undefined ? name : `${name} ${key}`);
  const answer = (ref: BranchRef, how: string) => {
    const name = nameOf(ref);
    asked.push(how === 'load' ? name : `${how} ${name}`);
    const value = answers[name];
    if (value instanceof PortalError) return { state: 'failed', problem: value };
    return {
      state: 'ready',
      value: value ?? (ref.name === 'holders' ? { items: [] } : []),
      readAt: how === 'load' ? (known[name] ?? now) : now,
    };
  };
  const inventory = {
    load: (ref: BranchRef) => Promise.resolve(answer(ref, 'load')),
    refresh: (ref: BranchRef) => Promise.resolve(answer(ref, 'refresh')),
    peek: (ref: BranchRef) => {
      const readAt = known[nameOf(ref)];
      return readAt === undefined
        ? { state: 'idle' }
        : { state: 'ready', value: answers[nameOf(ref)] ?? [], readAt };
    },
  } as unknown as Pick<Inventory, 'load' | 'refresh' | 'peek'>;
  return { inventory, asked };
}
