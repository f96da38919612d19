import '../trusted';
import { begin } from './entry';

void begin(async () => {
  const [{ DiffusionEngine }, { serve }] = await Promise.all([
    import('../engines/diffusion/engine'),
    import('./host'),
  ]);
  serve(new DiffusionEngine());
});
