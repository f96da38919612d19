/** A picture, pixel by pixel. */
export const pixels = {
  close: 'Close',
  legend: 'What is shown of the step',
  label: 'Pixels of the picture',
  place: (column: number, row: number) => `column ${column}, row ${row}`,
  at: (place: string, values: readonly string[]) => `${place}: ${values.join(', ')}`,
  channels: ['red', 'green', 'blue'],
  keys: 'Point, or move by the arrow keys; with Shift by 8. Values are the tensor’s, beside them the byte on the screen.',
};
