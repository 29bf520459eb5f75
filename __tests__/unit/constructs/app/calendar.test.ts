import { isCalendar } from '../../../../constructs/app/calendar';
import { CALENDARS, NO_CALENDARS } from './calendars';

test.each(CALENDARS)('a schedule may have the calendar %j', (text) => {
  expect(isCalendar(text)).toBe(true);
});

test.each(NO_CALENDARS)('a schedule may not have the calendar %j', (text) => {
  expect(isCalendar(text)).toBe(false);
});
