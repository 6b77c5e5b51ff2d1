// The browser's own modal dialog under Dialog and Sheet: focus, Escape and the top layer are its work, and it needs no inline style.
import { X } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';
import { words } from '../words/words.ts';
import { Button } from './button.tsx';
import { LayerContext } from './layer.ts';

export interface ModalProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
}

/** Its content is made when it opens and gone when it closes: keep what must not be lost outside. */
export function Modal({ open, ...rest }: ModalProps & { readonly place: string }) {
  return open ? <OpenModal {...rest} /> : null;
}

function OpenModal({ onClose, title, place, children }: Omit<ModalProps, 'open'> & { readonly place: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [layer, setLayer] = useState<HTMLElement | null>(null);
  const pressedBeside = useRef(false);
  const titleId = useId();
  // Before it is drawn, and closed before it leaves the page: only then the browser gives the focus back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    setLayer(element);
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // The browser may close it without asking first (Escape twice).
      onClose={onClose}
      // Beside the content is the dialog itself. Both count: text that is marked may end beside it.
      onPointerDown={(event) => {
        pressedBeside.current = event.target === dialog.current;
      }}
      onClick={(event) => {
        if (event.target === dialog.current && pressedBeside.current) onClose();
      }}
      className={`fixed bg-transparent p-0 text-ink ${place}`}
    >
      <div className="flex max-h-[inherit] min-h-full flex-col overflow-hidden rounded-md border border-line bg-raised shadow-float">
        <header className="flex items-center justify-between gap-4 border-b border-line py-2 pr-2 pl-4">
          <h2 id={titleId}>{title}</h2>
          {/* No tooltip: it would open with the dialog, whose first focus this is, and take the first Escape for itself. */}
          <Button look="quiet" aria-label={words.close} title={words.close} square onClick={onClose}>
            <X size={20} aria-hidden />
          </Button>
        </header>
        <div className="overflow-y-auto p-4">
          <LayerContext value={layer}>{children}</LayerContext>
        </div>
      </div>
    </dialog>
  );
}
