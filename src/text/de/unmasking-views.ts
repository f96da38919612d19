/** What the Watch view shows of a model that fills in by unmasking, whatever it fills in. */
import type { unmaskingViews as en } from '../en/unmasking-views';
import type { Wide } from '../wide';
import { num } from './numbers';

export const unmaskingViews: Wide<typeof en> = {
  legend: {
    undecided: 'offen',
    now: 'in diesem Durchlauf entschieden',
    given: 'von Ihnen vorgegeben',
    again: 'in diesem Durchlauf zurückgenommen',
  },
  passes: {
    title: 'Welcher Durchlauf was entschieden hat',
    label: 'Durchläufe, was sie füllten von links nach rechts',
    pass: (number, asked, revealed, again) =>
      `Durchlauf ${num(number)}: ${num(revealed)} von ${num(asked)} entschieden${again ? `, ${num(again)} zurückgenommen` : ''}`,
  },
  choices: {
    decided: 'entschieden',
    draft: 'gezogen, nicht behalten',
  },
  next: {
    legend: 'Für den nächsten Lauf',
    remask: 'darf zurücknehmen, was es entschieden hat',
  },
};
