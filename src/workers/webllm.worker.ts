import { WebLlmEngine } from '../engines/webllm/engine';
import { serve } from './host';

serve(new WebLlmEngine());
