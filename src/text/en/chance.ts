/** Settings of chance and guidance that several mechanisms have. */
export const chance = {
  guidance: {
    hint: '1 is none',
    vary: {
      label: 'guidance scales',
      what: 'Same random numbers, pushed more or less towards the prompt.',
      name: (value: number) => (value === 1 ? 'no guidance' : `guidance ${value}`),
    },
  },
  temperature: {
    hint: '0 takes the likeliest',
    vary: {
      label: 'temperatures',
      what: 'Same random numbers, a flatter or sharper choice.',
      name: (value: number) => `temperature ${value}`,
    },
  },
  topp: { hint: '1 keeps all' },
};
