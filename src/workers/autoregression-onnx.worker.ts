import '../trusted';
import { OnnxLanguageEngine } from '../engines/autoregression/onnx/engine';
import { serve } from './host';

serve(new OnnxLanguageEngine());
