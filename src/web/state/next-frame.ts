// Before the next drawing; in a hidden tab, which draws nothing, after a moment.
const HIDDEN_MS = 250;

export function nextFrame(work: () => void): void {
  if (document.hidden) setTimeout(work, HIDDEN_MS);
  else requestAnimationFrame(work);
}
