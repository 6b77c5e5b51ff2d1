// Whether there is a mouse, and so a keyboard: on a touch screen, one would come up over the page.
export const hasKeyboard = (): boolean => matchMedia('(pointer: fine)').matches;
