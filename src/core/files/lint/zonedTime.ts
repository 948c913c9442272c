/** Day and time of an instant in a zone, as `2027-06-30 17:00`: the form of `utcDateTime`. @param at ms epoch @param timeZone a known IANA zone */
export function zonedTime(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) formats.set(timeZone, (format = makeFormat(timeZone)));
  return format.format(at);
}

/** To make one takes longer than to use it a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>();

const makeFormat = (timeZone: string): Intl.DateTimeFormat =>
  // Swedish writes dates as ISO 8601 does.
  new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
