// Numbers, dates and counts in the administrator's language.
import { atLeastCount, count, localDateTime, utcDateTime, utcDay } from '../core/format';
import type { SeatCounts } from '../core/series/seriesTypes';
import type { Cell } from '../shared/tables';
import { fill } from '../shared/strings';
import type { ChartStrings } from '../shared/strings';

export interface Words {
  readonly strings: ChartStrings;
  count(value: number): string;
  /** `10,000+` where the truth may be higher. */
  atLeast(value: number, atLeast: boolean): string;
  /** A table cell as text. */
  cell(cell: Cell): string;
  /** What stands beside a bar: "312 of 250, 62 over". Without `perUser` there are no holders to count. */
  seats(seats: SeatCounts, perUser: boolean): string;
  percent(value: number): string;
}

/** @param timeZone IANA name; the computer's when absent. */
export function wordsOf(strings: ChartStrings, timeZone: string | undefined): Words {
  const language = strings.language;
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const words: Words = {
    strings,
    count: value => count(value, language),
    atLeast: (value, isAtLeast) => atLeastCount(value, isAtLeast, language),
    percent: value => percents.format(value / 100),
    cell(cell) {
      switch (cell.kind) {
        case 'text':
        case 'none':
          return cell.text;
        case 'count':
          return cell.atMost === true
            ? `≤ ${count(cell.value, language)}`
            : atLeastCount(cell.value, cell.atLeast === true, language);
        case 'date':
          if (cell.dayOnly === true) return utcDay(cell.at);
          return cell.local === true ? localDateTime(cell.at, zone, language) : utcDateTime(cell.at);
      }
    },
    seats({ total, assigned, atLeast, over }, perUser) {
      const { values } = strings;
      if (!perUser) {
        return total === undefined ? values.notPerUser : fill(values.seatsNotPerUser, count(total, language));
      }
      if (assigned === undefined) {
        return total === undefined ? values.notRead : fill(values.seatsOnly, count(total, language));
      }
      const held = atLeastCount(assigned, atLeast, language);
      if (total === undefined) return `${held} (${values.noLimit})`;
      const text = fill(values.ofTotal, held, count(total, language));
      return over > 0 ? `${text}, ${fill(values.overBy, atLeastCount(over, atLeast, language))}` : text;
    },
  };
  return words;
}
