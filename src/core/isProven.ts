import type { Listed } from './model';

/**
 * True where the portal's own count says that its list is whole. Only then is absence from it a proof: a portal cuts lists without a word (wire
 * reference 8.1).
 */
export const isProven = ({ items, partial, total }: Listed<unknown>): boolean =>
  partial === undefined && total !== undefined && items.length <= total;
