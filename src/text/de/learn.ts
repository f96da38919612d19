/** The tour: what stands around its segments. */
import type { learn as en } from '../en/learn';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const learn: Wide<typeof en> = {
  what: 'Zehn kurze Stationen. Raten, ausprobieren, vergleichen: was generative KI ist, wie jede Art erzeugt, was sie erzeugt, und welche Sie brauchen.',
  stops: 'Stationen des Rundgangs',
  number: (n, count) => `${num(n)} von ${num(count)}`,
  seen: 'schon geöffnet',
  previous: 'Zurück',
  next: 'Weiter',
  all: 'Alle Stationen auf einer Seite, zum Drucken',
  back: 'Zurück zu den Stationen',
  watch: 'Zu „Beobachten“, mit Ihren Wörtern und Läufen, wie Sie sie verlassen haben',

  depth: {
    legend: 'Wie genau Sie hinsehen',
    overview: 'Überblick',
    step: 'Schritt',
    number: 'Zahl',
    overviewMeans: 'Was geschieht, in einem Bild.',
    stepMeans: 'Ein Durchlauf nach dem anderen, wie in „Beobachten“.',
    numberMeans: 'Die Kennzahlen, und jedes Ergebnis als Zeile.',
    which: 'Welcher Lauf',
    nothing: 'Es gibt noch keinen Lauf, den Sie ansehen könnten.',
    glance:
      'Die Aufzeichnung enthält von diesem Lauf nur den letzten Schritt. Führen Sie ihn hier aus, um alle zu sehen.',
  },

  guess: {
    title: 'Erst raten',
    yours: 'Ihr Tipp',
    answer: 'dieser Lauf',
    said: (guess, answer) => `Ihr Tipp: ${guess}. Dieser Lauf: ${answer}.`,
    waiting: 'Die Antwort erscheint hier, sobald der Lauf bei ihr ankommt.',
    again: 'Noch einmal raten',
    skip: 'Ohne Tipp weiter',
    take: 'Das ist mein Tipp',
  },

  run: {
    words: 'Wörter (auf Englisch)',
    seed: 'Seed',
    run: 'Hier ausführen',
    again: 'Noch einmal ausführen',
    stop: 'Anhalten',
    replay: 'Noch einmal abspielen',
    inWatch: 'Diesen Lauf in „Beobachten“ öffnen',
    link: 'Link zu dieser Station kopieren',
    copied: 'Link kopiert, mit diesen Wörtern und diesem Seed.',
    notCopied: (url) => `Kopieren Sie diese Adresse: ${url}`,
    recorded: 'Aufgezeichnet.',
    recordedOn: (engines, browser, date) =>
      `Ein echter Lauf, erzeugt auf ${engines} in ${browser}, ${date}.`,
    live: 'Live.',
    liveOn: (engines) => `Hier erzeugt, auf ${engines}.`,
    first: (megabytes) =>
      `Nichts wird geladen, bevor Sie es ausführen; beim ersten Mal sind es etwa ${num(megabytes)} MB, danach bleiben sie auf diesem Gerät.`,
    missing:
      'Die Aufzeichnung zu dieser Station ließ sich nicht laden. Der Text ist auch ohne sie vollständig.',
    none: 'An dieser Station läuft nichts.',
    part: (label) => `Lauf: ${label}`,
  },

  sentence: 'In einem Satz',
  words: 'Neue Begriffe',
  sources: 'Woher das stammt',

  picture: (prompt, step) => `Das Bild zu „${prompt}“ nach ${step}.`,
  noPicture: 'Noch kein Bild.',
  writing: (tokens) => `Der Text nach ${plural(tokens, 'Token', 'Tokens')}.`,

  table: {
    measured: 'Gemessen',
    export: 'Als CSV speichern',
    file: 'decode-and-denoise-rundgang.csv',
  },
};
