// A dialog in the middle of the page.
import { Modal, type ModalProps } from './modal.tsx';

export const Dialog = (props: ModalProps) => (
  <Modal {...props} place="m-auto max-h-[calc(100dvh-2rem)] w-[min(40rem,calc(100vw-2rem))]" />
);
