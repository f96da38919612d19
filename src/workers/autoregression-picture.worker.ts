import '../trusted';
import { begin } from './entry';

void begin(async () => {
  const [{ PictureByTokensEngine }, { serve }] = await Promise.all([
    import('../engines/autoregression-picture/engine'),
    import('./host'),
  ]);
  serve(new PictureByTokensEngine());
});
