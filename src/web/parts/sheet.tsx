// A sheet that comes from the bottom on a phone and from the right on a wide page.
import { Modal, type ModalProps } from './modal.tsx';

export const Sheet = (props: ModalProps) => (
  <Modal
    {...props}
    place="mx-0 mt-auto mb-0 max-h-[85dvh] w-full max-w-none md:my-0 md:mr-0 md:ml-auto md:h-dvh md:max-h-dvh md:w-[26rem]"
  />
);
