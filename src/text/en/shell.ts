/** The page around its views, and the words of plain controls. */
export const shell = {
  app: {
    /** Of the window, by view. */
    titles: {
      watch: 'Decode & Denoise',
      compare: 'Compare, Decode & Denoise',
      learn: 'Learn, Decode & Denoise',
      models: 'Models, Decode & Denoise',
    },
    /** @param does what each way of generating does, one clause each */
    what: (does: string) => `${does}. Everything is computed in this browser, from your words.`,
    whatCompare:
      'How fast is each way of generating on this machine, and why? The same work, again and again, with each model alone, all together and taking turns.',
    whatModels:
      'The models of this page are small, to be watched. Bigger ones run here too: choose one of the hub or a file of yours, and see what it takes before anything is downloaded.',
    fetching: 'Fetching this view.',
    notFetched: 'This view could not be fetched. Check the connection.',
    tryAgain: 'Try again',
  },
  bar: {
    decode: 'Decode',
    denoise: 'Denoise',
    views: 'Views',
    names: { watch: 'Watch', compare: 'Compare', learn: 'Learn', models: 'Models' },
  },
  newer: {
    title: 'There is a newer version of this page.',
    means: 'It is loaded when you say so. Runs and results stay on this device.',
    load: 'Load it',
  },
  footer: {
    models:
      'Text: SmolLM2-135M-Instruct (Hugging Face, Apache-2.0). Picture: an emoji denoiser conditioned on all-MiniLM-L6-v2 (Apache-2.0), trained on Noto Emoji (Google, Apache-2.0), Fluent Emoji (Microsoft, MIT), Twemoji (Twitter and contributors, CC BY 4.0) and EmojiOne 2 (CC BY 4.0).',
    privacy:
      'Nothing you type leaves this browser. These models are small: watch how they work, but do not rely on what they say.',
  },
  ui: {
    dismiss: 'Dismiss',
    next: (what: string) => `then ${what}`,
  },
};
