import { LanguageEngine } from '../engines/lm/engine';
import { serve } from './host';

serve(new LanguageEngine());
