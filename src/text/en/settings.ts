/** The fields of the settings. */
export const settings = {
  allLanes: 'All lanes',
  policy: 'How they share this machine',
  addWith: 'Add a lane with',
  add: 'Add',
  sideBySide: 'In place of these lanes, one model side by side:',
  defaults: 'Back to the defaults',
  model: 'Model',
  runtime: 'Runtime',
  notOnBackend: (runtime: string) => `${runtime} does not run on the backend that is chosen.`,
  remove: 'Remove lane',
  removeLane: (lane: string) => `Remove the lane: ${lane}`,
  any: 'any',
};
