/** What the Watch view shows of a model that fills in by unmasking, whatever it fills in. */
export const unmaskingViews = {
  legend: {
    undecided: 'undecided',
    now: 'decided in this pass',
    given: 'given by you',
    again: 'taken back in this pass',
  },
  passes: {
    title: 'Which pass decided what',
    label: 'Passes, what they filled in from left to right',
    pass: (number: number, asked: number, revealed: number, again: number) =>
      `Pass ${number}: ${revealed} of ${asked} decided${again ? `, ${again} taken back` : ''}`,
  },
  choices: {
    decided: 'decided',
    draft: 'drawn, not kept',
  },
  next: {
    legend: 'For the next run',
    remask: 'may take back what it decided',
  },
};
