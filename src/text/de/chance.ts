/** Settings of chance and guidance that several mechanisms have. */
import type { chance as en } from '../en/chance';
import type { Wide } from '../wide';
import { num } from './numbers';

export const chance: Wide<typeof en> = {
  guidance: {
    hint: '1 ist keine',
    vary: {
      label: 'Guidance Scale',
      what: 'Dieselben Zufallszahlen, mehr oder weniger zum Prompt hin geschoben.',
      name: (value) => (value === 1 ? 'keine Guidance' : `Guidance ${num(value)}`),
    },
  },
  temperature: {
    hint: '0 nimmt das wahrscheinlichste',
    vary: {
      label: 'Temperaturen',
      what: 'Dieselben Zufallszahlen, eine flachere oder schärfere Auswahl.',
      name: (value) => `Temperatur ${num(value)}`,
    },
  },
  topp: { hint: '1 behält alle' },
};
