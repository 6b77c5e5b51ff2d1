// Whether the welcome was left with "not now", in this browser.
const KEY = 'welcomed';

export const wasWelcomed = (): boolean => localStorage.getItem(KEY) !== null;
export const setWelcomed = (): void => localStorage.setItem(KEY, 'yes');
