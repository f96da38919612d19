/** Dates of runs. They come from files of anyone: one that cannot be read is said to be unknown. */
import { language } from '../../../text/language';

/** English as most of the world writes dates: the day first. */
const DATE = new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : language(), {
  dateStyle: 'medium',
  timeStyle: 'short',
});

/** "25 Nov 2026, 14:02"; null where it is no date. Never throws. */
export function dateText(createdAt: string): string | null {
  const date = new Date(createdAt);
  return Number.isNaN(date.getTime()) ? null : DATE.format(date);
}
