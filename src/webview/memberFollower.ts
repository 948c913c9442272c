// Keeps to a member while the order of the table changes: places become others, and a key must not do to one what was meant for another.

/** Where a member is in which order of the rows; null where there is no row of the member. */
export interface Found {
  readonly order: number;
  readonly at: number | null;
}

export interface MemberFollower {
  /** A member is looked for; until it is found, nobody knows what the focus is on. */
  readonly isLooking: boolean;
  /**
   * The order is another.
   * @param member who has the focus, where that is known; ignored while one is looked for
   */
  reordered(order: number, member: string | undefined): void;
  /** The focus was set elsewhere: nobody is looked for any more. */
  stop(): void;
  /** Ends when the answer that is waited for now is here. Never rejects. */
  settled(): Promise<void>;
}

/**
 * @param find asks where a member is now
 * @param found told the place, of the order of now; null where there is no row of the member any more
 */
export function createMemberFollower(
  find: (member: string) => Promise<Found>,
  found: (at: number | null) => void,
): MemberFollower {
  let member: string | undefined;
  /** Who was found last, and has the focus since. */
  let last: string | undefined;
  let order = 0;
  let asking = Promise.resolve();

  async function look(who: string, of: number): Promise<void> {
    const answer = await find(who).catch((): Found => ({ order: of, at: null }));
    // Of another order: with its rows comes the next question.
    if (member !== who || order !== of || answer.order !== of) return;
    member = undefined;
    last = answer.at === null ? undefined : who;
    found(answer.at);
  }

  return {
    get isLooking() {
      return member !== undefined;
    },
    reordered(next, focused) {
      order = next;
      member ??= focused ?? last;
      if (member !== undefined) asking = look(member, next);
    },
    stop() {
      member = undefined;
      last = undefined;
    },
    settled: () => asking,
  };
}
