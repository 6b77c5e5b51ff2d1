// The pictures that machines are started from: one that fits, or one to be taken when there is time for it.
import { existsSync, statSync } from 'node:fs';
import type { Ready } from './driver.ts';
import { pictureFile, takePicture, type PictureOf } from './picture.ts';

export interface Pictures {
  /** The file for a machine with this disk, whether the disk is there or not. Where there is none, one is taken soon, once. */
  fitting(found: Ready, disk: string): string | undefined;
  close(): void;
}

/** The command for which a machine was started from power-on comes first. */
const LATER_MS = 60_000;

export function createPictures(of: {
  folder: string;
  home: string;
  memoryMb: number;
  diskBytes: number;
  cpus: number;
}): Pictures {
  let timer: NodeJS.Timeout | undefined;
  const machineOf = ({ image, accelerator, qemu }: Ready): PictureOf => {
    const { memoryMb, diskBytes, cpus } = of;
    return { image, accelerator, qemu, memoryMb, diskBytes, cpus };
  };
  return {
    fitting(found, disk) {
      const machine = machineOf(found);
      const file = pictureFile(of.folder, machine);
      if (!existsSync(file)) {
        timer ??= setTimeout(
          () => void takePicture(file, { ...machine, home: of.home }).catch(() => undefined),
          LATER_MS,
        ).unref();
        return undefined;
      }
      // What the guest's kernel has seen of the disk is its size.
      return !existsSync(disk) || statSync(disk).size === of.diskBytes ? file : undefined;
    },
    close: () => clearTimeout(timer),
  };
}
