// The last name of a path, as people call a folder.
export const folderName = (path: string): string => path.split(/[\\/]/u).findLast((part) => part !== '') ?? path;
