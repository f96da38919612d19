import { pieces as en } from './en/pieces';

export const text = en;
