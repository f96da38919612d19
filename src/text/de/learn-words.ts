/** Stop 2 of the tour: word by word. */
import type { learnWords as en } from '../en/learn-words';
import type { Wide } from '../wide';

export const learnWords: Wide<typeof en> = {
  name: 'Wort für Wort',
  title: 'Wie schreibt ein Sprachmodell?',
  lead: [
    'Es liest alles, was dasteht, und gibt jedem Token seines Vokabulars eine Wahrscheinlichkeit, als Nächstes zu kommen. Eines wird gezogen und hingeschrieben. Dann liest es alles noch einmal, das neue Token eingeschlossen.',
    'Hier hat es mitten in einem Satz angehalten. Was kommt als Nächstes?',
  ],
  sentence:
    'Ein Sprachmodell schreibt von links nach rechts, ein Token pro Durchlauf, jedes aus Wahrscheinlichkeiten gezogen, die von allem davor abhängen. Geschriebenes nimmt es nicht zurück, und ein längerer Text braucht mehr Durchläufe.',
  step: 'Zeigen Sie auf ein Token, um zu sehen, was es sonst hätte sein können. Wählen Sie ein anderes, und der Text geht von dort weiter: Der bisherige Zweig bleibt daneben stehen.',
  number:
    'Eine Zeile je Token: wie wahrscheinlich es war (logprob), wie viele wahrscheinlicher waren (rank) und die Zufallszahl, die es gewählt hat (draw). Derselbe Seed zieht dieselben Zahlen.',
  words: [
    {
      term: 'Autoregressiv',
      means: 'jedes Stück entsteht aus allen Stücken davor. So arbeiten die meisten Sprachmodelle.',
    },
    {
      term: 'Sampling',
      means:
        'das nächste Token nach seiner Wahrscheinlichkeit ziehen. Immer das wahrscheinlichste zu nehmen, heißt greedy.',
    },
    {
      term: 'Seed',
      means:
        'die Zahl, aus der die Zufallszahlen kommen: Derselbe Seed ergibt dieselben Ziehungen.',
    },
    {
      term: 'Prefill und Decode',
      means:
        'der Durchlauf, der den Prompt liest, und die Durchläufe danach, einer für jedes Token.',
    },
  ],
  sources: [
    { what: 'Der Lauf oben, von SmolLM2 135M Instruct (Hugging Face, Apache-2.0).' },
    { what: 'SmolLM2: Ben Allal u. a. 2025', href: 'https://arxiv.org/abs/2502.02737' },
    {
      what: 'Nucleus Sampling: Holtzman u. a. 2020',
      href: 'https://arxiv.org/abs/1904.09751',
    },
  ],

  prompt: (prompt) => `Gefragt: „${prompt}“`,
  waiting: 'Hier kommt der Text.',
  ask: 'Welches Token kommt als Nächstes?',
  after: (token, share) => `Es schrieb „${token}“, dem das Modell selbst ${share} gegeben hatte.`,
  surprise: 'Ein Token, das nicht das wahrscheinlichste ist, ist kein Fehler: Es wurde gezogen.',
  fork: 'Damit weiterschreiben',
  forkOf: (token) => `Mit „${token}“ weiterschreiben`,
  forked: 'Derselbe Text, ein anderes Token',
  before: 'wie es war',
  now: 'mit dem anderen Token',
  wholeText: 'Der Text bis hierher; die Lücke ist das Token, das Sie raten sollen',
};
