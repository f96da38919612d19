import '../trusted';
import { begin } from './entry';

void begin(async () => {
  const [{ WebLlmEngine }, { serve }] = await Promise.all([
    import('../engines/autoregression/webllm/engine'),
    import('./host'),
  ]);
  serve(new WebLlmEngine());
});
