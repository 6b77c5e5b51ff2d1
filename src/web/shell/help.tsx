// What this is, and its shortcuts.
import { Dialog } from '../parts/dialog.tsx';
import { words } from '../words/words.ts';

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);
const CONTROL = isMac ? '⌘' : 'Ctrl';

export function Help({ onClose }: { readonly onClose: () => void }) {
  const { help } = words;
  const keys: readonly (readonly [readonly string[], string])[] = [
    [[CONTROL, 'K'], help.find],
    [['?'], help.thisHelp],
    [['⏎'], help.send],
    [['⇧', '⏎'], help.line],
    [['↑'], help.editLast],
    [['↑', '↓', '⏎'], help.move],
    [['j', 'k'], help.questions],
    [['⏎'], help.allow],
    [['d'], help.refuse],
    [['Esc'], help.leave],
  ];
  return (
    <Dialog open onClose={onClose} title={help.title}>
      <div className="flex flex-col gap-4">
        <p>{help.hint}</p>
        <h3 className="font-medium">{help.keys}</h3>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-6 gap-y-3">
          {keys.map(([names, what]) => (
            <div key={what} className="contents">
              <dt className="flex gap-1">
                {names.map((name) => (
                  <kbd key={name} className="min-w-7 rounded-md border border-line bg-paper px-1.5 text-center font-sans text-sm">
                    {name}
                  </kbd>
                ))}
              </dt>
              <dd className="text-muted">{what}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
