import '../trusted';
import { WebLlmEngine } from '../engines/autoregression/webllm/engine';
import { serve } from './host';

serve(new WebLlmEngine());
