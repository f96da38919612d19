/** Everything global about the look, in order. The composition root imports this once. */
import '@fontsource-variable/source-sans-3/wght.css';
import './tokens.css';
import './base.css';
