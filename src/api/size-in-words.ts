// Limits as people read them.

/** "2.1 MB"; below a megabyte in bytes. */
export const sizeInWords = (bytes: number): string => (bytes < 1e6 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(1)} MB`);
