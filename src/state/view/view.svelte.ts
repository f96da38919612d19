/** Which view is on show, kept in the address, so that a link, Back and Forward lead to it. */
import { searchOf, viewIn, type ViewName } from './view-names';

/** The part of the browser that this needs; tests give their own. */
export interface ViewAddress {
  /** The query string, with its `?`, or empty. */
  read(): string;
  /** The fragment, with its `#`, or empty. */
  hash?(): string;
  /** A new entry in the history of this tab. */
  push(search: string): void;
  /** Calls back when the person goes back or forward. */
  onmove(callback: () => void): void;
}

export const browserHistory: ViewAddress = {
  read: () => location.search,
  hash: () => location.hash,
  push: (search) => history.pushState(null, '', `${location.pathname}${search}`),
  onmove: (callback) => {
    window.addEventListener('popstate', callback);
    window.addEventListener('hashchange', callback);
  },
};

export class CurrentView {
  name = $state<ViewName>('watch');

  constructor(private readonly address: ViewAddress) {
    const look = () => (this.name = viewIn(address.read(), address.hash?.()));
    look();
    address.onmove(look);
  }

  /** Where a link to the view leads. */
  href(name: ViewName): string {
    return searchOf(this.address.read(), name) || '?';
  }

  go(name: ViewName): void {
    if (name === this.name) return;
    this.address.push(searchOf(this.address.read(), name));
    this.name = name;
  }
}
