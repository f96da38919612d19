import '../trusted';
import { begin } from './entry';

void begin(async () => {
  const [{ MaskedTextEngine }, { serve }] = await Promise.all([
    import('../engines/masked-diffusion/engine'),
    import('./host'),
  ]);
  serve(new MaskedTextEngine());
});
