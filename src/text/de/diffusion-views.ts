/** What the Watch view shows of a model that paints a picture out of noise. */
import type { views as en } from '../en/diffusion-views';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

const step = (number: number, total: number) => `Schritt ${num(number)} von ${num(total)}`;

export const views: Wide<typeof en> = {
  canvas: {
    legend: 'Was von jedem Schritt gezeigt wird',
    empty: 'Hier entsteht das Bild, aus Rauschen.',
    none: 'Es wurde kein Schritt gerechnet.',
    waiting: 'Der erste Schritt steht noch aus.',
    stopped: 'von Ihnen angehalten',
    failed: (message) => `durch einen Fehler beendet: ${message}`,
    finished: 'fertig',
    finishedPicture: (prompt, steps) =>
      `Das fertige Bild zu „${prompt}“, nach ${plural(steps, 'Schritt', 'Schritten')}.`,
    sample: (number, total, sigma, noise) =>
      `Sample in ${step(number, total)}, Sigma ${sigma}: ${noise}.`,
    denoised: (number, total, sigma) =>
      `In ${step(number, total)} vorhergesagtes Bild, aus einem Sample mit Sigma ${sigma}.`,
    noise: (number, total, sigma) =>
      `Rauschen, das das Netz in ${step(number, total)} sieht, Sigma ${sigma}.`,
    velocity: (number, total) => `Geschwindigkeit des Flows in ${step(number, total)}.`,
    prompt: (number, total) => `Was der Prompt in ${step(number, total)} zur Vorhersage beiträgt.`,
    change: (number, total) => `Was ${step(number, total)} am vorhergesagten Bild geändert hat.`,
    look: 'Pixel ansehen',
  },
  prompt: {
    title: 'Prompt',
    size: (tokens, cut) => `${plural(tokens, 'Token', 'Tokens')}${cut ? ', gekürzt' : ''}`,
    cut: 'Mehr nimmt der Text-Encoder nicht auf: Wörter danach hatten keinen Einfluss auf das Bild.',
  },
  steps: {
    sample: { label: 'Sample xₜ', title: 'Das verrauschte Bild, das das Netz bekommt.' },
    denoised: {
      label: 'Vorhergesagtes x₀',
      title: 'Das saubere Bild, das das Netz daraus vorhersagt.',
    },
    noise: {
      label: 'Rauschen',
      title: 'Sample minus Vorhersage, in Einheiten von Sigma: das Rauschen, das das Netz sieht.',
    },
    velocity: {
      label: 'Geschwindigkeit',
      title:
        'Als Flow Matching gelesen: wohin jedes Pixel von hier aus geht, Bild minus Rauschen, wie das Netz sie sieht.',
    },
    prompt: {
      label: 'Beitrag des Prompts',
      title:
        'Die Vorhersage mit Prompt minus die ohne. Eine Guidance Scale von w geht w − 1 Mal weiter in diese Richtung.',
    },
    change: {
      label: 'Änderung',
      title: 'Das vorhergesagte Bild dieses Schritts minus das des Schritts davor.',
    },
  },
  absence: {
    first: 'Dies ist der erste Schritt: Vor ihm gibt es keinen.',
    noGuidance: 'Ohne Guidance gibt es keine Vorhersage ohne Prompt zum Vergleich.',
    notStored: 'Dieser Lauf enthält keine Vorhersage ohne Prompt.',
    noPicture: 'Dieser Schritt enthält kein Bild, das sich zeichnen lässt.',
  },
  noise: {
    almostOnly: 'fast nur Rauschen',
    more: 'mehr Rauschen als Bild',
    less: 'mehr Bild als Rauschen',
    almostNone: 'fast kein Rauschen',
  },
  facts: {
    step: 'Schritt',
    of: (number, total) => `${num(number)} von ${num(total)}`,
    sigma: 'Sigma',
    sigmaMeans: 'Standardabweichung des Rauschens im Sample; Schwarz ist -1, Weiß ist 1.',
    snr: 'SNR',
    snrMeans:
      'Signal-Rausch-Verhältnis (SNR): Varianz des Bildes geteilt durch Varianz des Rauschens.',
    time: 't',
    timeMeans: 'Zeit des Flow Matching, 1 / (1 + Sigma): 0 ist reines Rauschen, 1 das Bild.',
    guidance: 'Guidance',
    guidanceMeans: 'Wie weit die Vorhersage von der ohne Prompt weggeschoben wird.',
    noGuidance: 'keine',
    sampler: 'Sampler',
    schedule: 'Schedule',
  },
  sigma: {
    axis: 'Rauschpegel σ',
    snr: 'SNR',
    step1: 'Schritt 1',
    mark: (sigma) => `σ ${sigma}`,
    label: (number, total, sigma, snr) =>
      `Rauschpegel Sigma in jedem Schritt. ${step(number, total)}: ${sigma}.${snr === null ? '' : ` Signal-Rausch-Verhältnis ${snr}.`}`,
    none: 'Rauschpegel Sigma in jedem Schritt; noch kein Schritt.',
  },
  film: {
    title: (denoised) => `${denoised ? 'Vorhergesagtes x₀' : 'Sample xₜ'} in jedem Schritt`,
    label: 'Schritte',
    step: (number, sigma) => `Schritt ${num(number)}, Sigma ${sigma}`,
  },
  scale: {
    spoken: (bound) => `Von minus bis plus ${bound}.`,
    means:
      'Jede Farbe für sich: Mittleres Grau ist kein Unterschied, Helles ist mehr davon, Dunkles weniger.',
  },
  words: 'Welches Wort welche Pixel bestimmt',
};
