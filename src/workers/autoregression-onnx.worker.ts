import '../trusted';
import { begin } from './entry';

void begin(async () => {
  const [{ OnnxLanguageEngine }, { serve }] = await Promise.all([
    import('../engines/autoregression/onnx/engine'),
    import('./host'),
  ]);
  serve(new OnnxLanguageEngine());
});
