import { serve } from '../../../src/workers/host';
import { ScriptedEngine } from './scripted';

serve(new ScriptedEngine());
