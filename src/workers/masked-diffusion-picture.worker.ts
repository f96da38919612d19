import '../trusted';
import { begin } from './entry';

void begin(async () => {
  const [{ MaskedPictureEngine }, { serve }] = await Promise.all([
    import('../engines/masked-diffusion-picture/engine'),
    import('./host'),
  ]);
  serve(new MaskedPictureEngine());
});
