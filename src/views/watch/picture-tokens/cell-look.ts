/** What a cell of `Cells.svelte` looks like, and what is said of it. */
export interface CellLook {
  /** "Cell 3, 61 %". */
  readonly label: string;
  /** There is something to tell of it. */
  readonly open: boolean;
  /** `newest`: of the newest result. The others are as of unmasking; absent where nothing is to be seen. */
  readonly state?: 'newest' | 'masked' | 'remasked' | 'fixed' | undefined;
  /** Per cent of the lane's colour over it. */
  readonly tint: number;
  /** Chosen for something. */
  readonly marked?: boolean;
}
