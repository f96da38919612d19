/** What is said of mechanisms after the first look: what benchmarks vary, citations, why a file is refused. */
import type { mechanismDetails as en } from '../en/mechanism-details';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const mechanismDetails: Wide<typeof en> = {
  axes: {
    tokens: { label: 'Tokens', unit: 'Token' },
    context: { label: 'Kontext', unit: 'Prompt-Token', range: 'Kontext' },
    steps: { label: 'Schritte', unit: 'Schritt' },
    batch: { label: 'Bilder zugleich', unit: 'Bild' },
    passes: { label: 'Durchläufe', ofBlock: 'Durchläufe je Block', unit: 'Durchlauf' },
    guidance: { label: 'Guidance', unit: 'Auswertung', range: 'Auswertungen pro Durchlauf' },
  },
  refused: {
    token: 'ein Kandidat eines Tokens ist beschädigt',
    sizes: 'ihre Einzelbilder sind verschieden groß',
    frames: (values) => `Einzelbilder mit ${plural(values, 'Wert', 'Werten')} sind keine Bilder`,
    position: 'ein Kandidat einer Position ist beschädigt',
    cell: 'ein Kandidat einer Zelle ist beschädigt',
    frame: (values) => `ein Bild aus ${num(values)} Werten ist nicht quadratisch`,
  },
  cite: {
    tokens: (run) =>
      `Temperatur ${num(run.temperature)}, Top-k ${num(run.topK)}, Top-p ${num(run.topP)}, Min-p ${num(run.minP)}, ` +
      `Wiederholungsstrafe ${num(run.penalty)}, ${num(run.done)} von höchstens ${num(run.most)} Tokens${run.control ? ', getippte Steuertokens' : ''}`,
    steps: (run) =>
      `${run.sampler}, Schedule ${run.schedule}, ${num(run.done)} von ${num(run.steps)} Schritten, ` +
      `Guidance ${num(run.guidance)}, Stil ${num(run.style)}`,
    cells: (run) =>
      `Temperatur ${num(run.temperature)}, Top-k ${num(run.topK)}, Top-p ${num(run.topP)}, ` +
      `Guidance ${num(run.guidance)}, Stil ${num(run.style)}, ${num(run.done)} Zellen`,
    unmasking: (run) =>
      `Temperatur ${num(run.temperature)}, Top-p ${num(run.topP)}, Guidance ${num(run.guidance)}, ` +
      `Rauschen der Reihenfolge ${num(run.noise)}, ${run.remask ? 'mit' : 'ohne'} Remasking`,
    maskedText: (passes, done, chance, template) =>
      `${num(passes)} Durchläufe je Block, ${num(done)} gerechnet, ${chance}${template && `, vorgegebene Wörter „${template}“`}`,
    maskedPicture: (passes, done, chance, style) =>
      `${num(passes)} Durchläufe, ${num(done)} gerechnet, ${chance}, Stil ${num(style)}`,
  },
};
