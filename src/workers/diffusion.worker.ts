import '../trusted';
import { AnyDiffusionEngine } from '../engines/diffusion/any-engine';
import { serve } from './host';

serve(new AnyDiffusionEngine());
