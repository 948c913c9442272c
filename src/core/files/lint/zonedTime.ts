// An instant in a zone, to the minute.

const formats = new Map<string, Intl.DateTimeFormat>();

/** Day and time of an instant in a zone, as `2027-06-30 17:00`: the form of `utcDateTime`. @param at ms epoch @param timeZone a known IANA zone */
export function zonedTime(at: number, timeZone: string): string {
  const known = formats.get(timeZone);
  if (known !== undefined) return known.format(at);
  // Swedish writes dates as ISO 8601 does. Making a format takes tens of microseconds, and a file has thousands of ends.
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, made);
  return made.format(at);
}
