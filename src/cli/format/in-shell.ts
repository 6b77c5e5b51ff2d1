// A word as a shell reads it back, for lines that are there to be copied.

export const inShell = (word: string): string => (/^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
