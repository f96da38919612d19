/** All that exports need, in one piece that is loaded when the first is asked for. */
export { filmOf } from './frames';
export { filmGif } from './gif';
export { filmstripPng, picturePng } from './png';
export { filmWebm } from './webm';
