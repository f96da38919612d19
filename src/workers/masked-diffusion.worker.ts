import { MaskedTextEngine } from '../engines/masked-diffusion/engine';
import { serve } from './host';

serve(new MaskedTextEngine());
