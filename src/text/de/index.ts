/** The German catalogue, area by area; fetched only where it is read. */
import { views as autoregressionViews } from './autoregression-views';
import { whatIf as autoregressionWhatIf } from './autoregression-what-if';
import { autoregressionPicture } from './autoregression-picture';
import { pictureViews } from './autoregression-picture-views';
import { automation } from './automation';
import { autoregression } from './autoregression';
import { bench } from './bench';
import { branches } from './branches';
import { chance } from './chance';
import { compare } from './compare';
import { compareModels } from './compare-models';
import { flow as diffusionFlow } from './diffusion-flow';
import { pixels as diffusionPixels } from './diffusion-pixels';
import { views as diffusionViews } from './diffusion-views';
import { words as diffusionWords } from './diffusion-words';
import { diffusion } from './diffusion';
import { ending } from './ending';
import { engines } from './engines';
import { errors } from './errors';
import { gguf } from './gguf';
import { hub } from './hub';
import { learnAsks } from './learn-asks';
import { learnBlurs } from './learn-blurs';
import { learnFails } from './learn-fails';
import { learnFlow } from './learn-flow';
import { learnPasses } from './learn-passes';
import { learnSet } from './learn-set';
import { learnSteps } from './learn-steps';
import { learnSwap } from './learn-swap';
import { learnWhich } from './learn-which';
import { learnWords } from './learn-words';
import { learn } from './learn';
import { many } from './many';
import { maskedViews as maskedDiffusionViews } from './masked-diffusion-views';
import { maskedDiffusion } from './masked-diffusion';
import { maskedPicture } from './masked-diffusion-picture';
import { maskedPictureViews } from './masked-diffusion-picture-views';
import { measuring } from './measuring';
import { mechanismDetails } from './mechanism-details';
import { models } from './models';
import { pictureTokens } from './picture-tokens';
import { pictureTokensViews } from './picture-tokens-views';
import { pieces } from './pieces';
import { roofline } from './roofline';
import { saved } from './saved';
import { session } from './session';
import { settings } from './settings';
import { share } from './share';
import { shell } from './shell';
import { sideBySide } from './side-by-side';
import { storedModels } from './stored-models';
import { unmasking } from './unmasking';
import { unmaskingViews } from './unmasking-views';
import { watch } from './watch';
import { worker } from './worker';

export const german = {
  'autoregression-views': autoregressionViews,
  'autoregression-what-if': autoregressionWhatIf,
  'autoregression-picture': autoregressionPicture,
  'autoregression-picture-views': pictureViews,
  automation,
  autoregression,
  bench,
  branches,
  chance,
  compare,
  'compare-models': compareModels,
  'diffusion-flow': diffusionFlow,
  'diffusion-pixels': diffusionPixels,
  'diffusion-views': diffusionViews,
  'diffusion-words': diffusionWords,
  diffusion,
  ending,
  engines,
  errors,
  gguf,
  hub,
  'learn-asks': learnAsks,
  'learn-blurs': learnBlurs,
  'learn-fails': learnFails,
  'learn-flow': learnFlow,
  'learn-passes': learnPasses,
  'learn-set': learnSet,
  'learn-steps': learnSteps,
  'learn-swap': learnSwap,
  'learn-which': learnWhich,
  'learn-words': learnWords,
  learn,
  many,
  'masked-diffusion-views': maskedDiffusionViews,
  'masked-diffusion': maskedDiffusion,
  'masked-diffusion-picture': maskedPicture,
  'masked-diffusion-picture-views': maskedPictureViews,
  measuring,
  'mechanism-details': mechanismDetails,
  models,
  'picture-tokens': pictureTokens,
  'picture-tokens-views': pictureTokensViews,
  pieces,
  roofline,
  saved,
  session,
  settings,
  share,
  shell,
  'side-by-side': sideBySide,
  'stored-models': storedModels,
  unmasking,
  'unmasking-views': unmaskingViews,
  watch,
  worker,
};

export type German = typeof german;
