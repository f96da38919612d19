/** What pictures by tokens are called, however they are made: passes, style, painting. */
export const pictureTokens = {
  passes: {
    encode: { label: 'encode', what: 'encoding the prompt', unit: 'token' },
    prefill: { label: 'prefill', what: 'reading the encoded prompt', unit: 'token' },
    paint: { label: 'paint', what: 'turning the cells so far into pixels', unit: 'picture' },
  },
  style: 'Style',
  otherStyle: 'other style',
  paintMs: { name: 'paint', meaning: 'Mean time of turning the cells so far into pixels.' },
};
