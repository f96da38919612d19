/** From three answers to the kind of model. Pure. */
import type { learnWhich } from '../../../../text/en/learn-which';

type Text = typeof learnWhich;
export type Goes = keyof Text['goesIn'];
export type Comes = keyof Text['comesOut'];
export type Where = keyof Text['runs'];
type Answer = keyof Text['answers'];

const TABLE: Readonly<Record<Comes, Readonly<Record<Goes, Answer>>>> = {
  text: { text: 'llm', media: 'multimodal', both: 'multimodal' },
  media: { text: 'media', media: 'edit', both: 'edit' },
  label: { text: 'classic', media: 'classic', both: 'classic' },
  steps: { text: 'pipeline', media: 'pipeline', both: 'pipeline' },
};

export function answerOf(goes: Goes, comes: Comes): Answer {
  return TABLE[comes][goes];
}
