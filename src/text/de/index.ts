/** The German catalogue, area by area; fetched only where it is read. */
import { views as autoregressionViews } from './autoregression-views';
import { whatIf as autoregressionWhatIf } from './autoregression-what-if';
import { autoregression } from './autoregression';
import { bench } from './bench';
import { branches } from './branches';
import { compare } from './compare';
import { pixels as diffusionPixels } from './diffusion-pixels';
import { views as diffusionViews } from './diffusion-views';
import { words as diffusionWords } from './diffusion-words';
import { diffusion } from './diffusion';
import { errors } from './errors';
import { engines } from './engines';
import { many } from './many';
import { pieces } from './pieces';
import { roofline } from './roofline';
import { saved } from './saved';
import { session } from './session';
import { settings } from './settings';
import { share } from './share';
import { shell } from './shell';
import { watch } from './watch';
import { workers } from './workers';

export const german = {
  'autoregression-views': autoregressionViews,
  'autoregression-what-if': autoregressionWhatIf,
  autoregression,
  bench,
  branches,
  compare,
  'diffusion-pixels': diffusionPixels,
  'diffusion-views': diffusionViews,
  'diffusion-words': diffusionWords,
  diffusion,
  engines,
  errors,
  many,
  pieces,
  roofline,
  saved,
  session,
  settings,
  share,
  shell,
  watch,
  workers,
};

export type German = typeof german;
