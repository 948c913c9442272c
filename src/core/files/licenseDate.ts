// `dd-MMM-yyyy` of entitlements files: English months whatever the computer's language (wire reference 14.2).

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Midnight UTC of such a date in ms epoch, or undefined where it is none: `31-Feb-2027` is none, and neither is a month of more than three letters, which a
 * portal would not read either.
 */
export function licenseDate(text: string | undefined): number | undefined {
  const match = /^\s*(\d{1,2})-([a-z]{3})-(\d{4})\s*$/i.exec(text ?? '');
  if (match === null) return undefined;
  const month = months.indexOf((match[2] ?? '').toLowerCase());
  const day = Number(match[1]);
  const time = Date.UTC(Number(match[3]), month, day);
  return month !== -1 && new Date(time).getUTCDate() === day ? time : undefined;
}

/** The day of `time` (ms epoch) in UTC, as entitlements files write it. */
export function licenseDateText(time: number): string {
  const date = new Date(time);
  const month = months[date.getUTCMonth()] ?? '';
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${day}-${month.charAt(0).toUpperCase()}${month.slice(1)}-${date.getUTCFullYear()}`;
}
