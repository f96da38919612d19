import '../trusted';
import { DiffusionEngine } from '../engines/diffusion/engine';
import { serve } from './host';

serve(new DiffusionEngine());
