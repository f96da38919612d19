import '../trusted';
import { begin } from './entry';

void begin(async () => {
  const [{ AnyDiffusionEngine }, { serve }] = await Promise.all([
    import('../engines/diffusion/any-engine'),
    import('./host'),
  ]);
  serve(new AnyDiffusionEngine());
});
