/** A part of systemd's calendar events (systemd.time(7)) that recurs: what is in it, systemd takes. */
const SHORTHANDS = /^(minutely|hourly|daily|weekly|monthly|quarterly|semiannually|yearly)$/;
const WEEKDAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const WEEKDAYS = new RegExp(`^${WEEKDAY}(?:\\.\\.${WEEKDAY})?(?:,${WEEKDAY}(?:\\.\\.${WEEKDAY})?)*$`);
const DAYS_OF_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Such as `*-*-* 03:00`, `Mon..Fri 08..18:00/15 Europe/Berlin`, `*-*-01 00:30` or `hourly`. */
export function isCalendar(text: string): boolean {
  if (SHORTHANDS.test(text)) return true;
  const words = text.split(' ');
  if (words.length > 1 && isTimeZone(words.at(-1)!)) words.pop();
  if (words.length > 1 && WEEKDAYS.test(words[0]!)) words.shift();
  const time = words.pop();
  if (time === undefined || !isTime(time)) return false;
  return words.length === 0 || (words.length === 1 && isDate(words[0]!));
}

function isTimeZone(text: string): boolean {
  if (!/^(UTC|[A-Z][A-Za-z_]+(\/[A-Z][A-Za-z_-]+)+)$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

function isTime(text: string): boolean {
  const [hours, minutes, seconds = '0', ...more] = text.split(':');
  if (hours === undefined || minutes === undefined || more.length > 0) return false;
  return [valuesOf(hours, 0, 23), valuesOf(minutes, 0, 59), valuesOf(seconds, 0, 59)].every(
    (values) => values !== undefined,
  );
}

/** One that there is in some month: systemd would wait for 30 February forever. */
function isDate(text: string): boolean {
  const [year, month = '', day = '', ...more] = text.split('-');
  const months = valuesOf(month, 1, 12);
  const days = valuesOf(day, 1, 31);
  if (year !== '*' || !months || !days || more.length > 0) return false;
  return Math.min(...days) <= Math.max(...months.map((one) => DAYS_OF_MONTHS[one - 1]!));
}

/** Of a list of `*`, numbers and ranges, each with a step if need be; none when it is no such list. */
function valuesOf(text: string, min: number, max: number): readonly number[] | undefined {
  const values: number[] = [];
  for (const part of text.split(',')) {
    const found = /^(?:\*|(\d{1,2})(?:\.\.(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!found) return undefined;
    const [, from, to, step] = found;
    const first = Number(from ?? min);
    const last = to !== undefined ? Number(to) : from === undefined || step !== undefined ? max : first;
    if (first < min || last > max || first > last || Number(step ?? 1) < 1) return undefined;
    for (let value = first; value <= last; value += Number(step ?? 1)) values.push(value);
  }
  return values;
}
