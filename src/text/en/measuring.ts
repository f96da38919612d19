/** That Compare is measuring, and what Run would do to it. */
export const measuring = {
  asks: {
    title: 'Compare is measuring this machine.',
    text: 'A run beside it would spoil the figures. What is measured so far is kept, and Compare can continue.',
    stop: 'Stop measuring and run',
    keep: 'Keep measuring',
  },
  title: 'Compare is measuring.',
  text: 'Run asks before it stops the measurement: both at once would spoil the figures.',
};
