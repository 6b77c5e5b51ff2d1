/** Words of the agent's side name files as the model does, /folders/Downloads/a.pdf; people call that Downloads/a.pdf. */
export const asPeopleSay = (text: string): string => text.replace(/(?<![\w/])\/folders\/(?=[^/\s])/g, '');
