/** How a run ended, beside what it made. */
export const ending = {
  stopped: 'stopped by you',
  failed: (message: string) => `ended by an error: ${message}`,
  complete: 'complete',
};
