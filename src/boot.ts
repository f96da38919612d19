/**
 * The entry of the page: the language first, then everything else, because strings are taken from
 * the catalogue where modules begin. Imports nothing that says a sentence.
 */
import './trusted';
import { choiceOf, keptLanguage } from './state/language/choice';
import { speak } from './text/language';

async function boot(): Promise<void> {
  const wanted = choiceOf({
    search: location.search,
    kept: keptLanguage(),
    preferred: navigator.languages,
  });
  try {
    await speak(wanted);
    document.documentElement.lang = wanted;
  } catch {
    // Its catalogue did not arrive: a page in English is better than none.
  }
  await import('./main');
}

// Not awaited by this module: what it imports here imports parts of it in turn.
void boot();
