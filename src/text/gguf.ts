import { gguf } from './en/gguf';
import { chosen } from './language';

export const text = chosen('gguf', gguf);
