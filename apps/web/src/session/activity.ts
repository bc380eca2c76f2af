/** Signs of a person that the window itself does not see, for example within a frame. */
const signs = new EventTarget();

export function noteActivity(): void {
  signs.dispatchEvent(new Event('active'));
}

export function onActivity(listener: () => void): () => void {
  signs.addEventListener('active', listener);
  return () => signs.removeEventListener('active', listener);
}
