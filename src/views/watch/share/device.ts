/** What the browser does with a result: saves it, copies it. */

/** Offers bytes or text as a download. */
export function download(data: Blob, name: string): void {
  const url = URL.createObjectURL(data);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next task; some take longer to ask where to put it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @returns false where the browser does not allow it */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
