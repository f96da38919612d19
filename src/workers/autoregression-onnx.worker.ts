import { LanguageEngine } from '../engines/autoregression/onnx/engine';
import { serve } from './host';

serve(new LanguageEngine());
