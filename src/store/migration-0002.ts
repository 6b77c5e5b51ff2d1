// The list of folders that the desktop mirrors: the standing ones, and what is always allowed where.
import type { SqlTypes } from './migrations.ts';

export const folderTable = ({ text }: SqlTypes): readonly string[] => [
  `create table folders (path ${text} primary key, access ${text}, always ${text} not null)`,
];
