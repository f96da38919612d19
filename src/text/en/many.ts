/** Many runs at once, and runs side by side. */
export const many = {
  differs: 'What differs',
  runs: 'Runs',
  start: 'Run them all',
  cells: {
    prompt: (prompt: string) => `“${prompt}”`,
    stopped: 'stopped',
    waiting: 'waiting',
  },
};
