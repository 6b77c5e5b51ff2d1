// Finds everything and goes everywhere, by keyboard alone: type, ↑ ↓, Enter.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { words } from '../../words/words.ts';
import { PaletteList } from './palette-list.tsx';
import { useEntries } from './use-entries.ts';

/** Typing faster than this asks once. */
const PAUSE_MS = 100;

export const Palette = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog open onClose={onClose} title={words.palette.title}>
    <Finder onClose={onClose} />
  </Dialog>
);

function Finder({ onClose }: { readonly onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const searched = useLater(typed.trim(), PAUSE_MS);
  const { entries, search } = useEntries(typed.trim(), searched);
  const [chosen, setChosen] = useState(0);
  /** Enter came before what was typed was found. */
  const [wanted, setWanted] = useState(false);
  const at = Math.min(chosen, entries.length - 1);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  // After the dialog has opened, which gives the focus to its first button.
  useEffect(() => input.current?.focus(), []);

  useEffect(() => {
    if (!wanted || search === 'under way') return;
    setWanted(false);
    if (entries.length > 0) choose(at);
  });

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || entries.length === 0) return;
    const to = { ArrowDown: (at + 1) % entries.length, ArrowUp: (at - 1 + entries.length) % entries.length }[event.key];
    if (to !== undefined) setChosen(to);
    else if (event.key !== 'Enter') return;
    // What is on top now was found by other words.
    else if (search === 'under way') setWanted(true);
    else choose(at);
    event.preventDefault();
  }
  function choose(index: number): void {
    // First, so that what is chosen may open the help in its place.
    onClose();
    entries[index]?.onChoose();
  }
  return (
    <div className="flex flex-col gap-2">
      <input
        ref={input}
        role="combobox"
        aria-label={words.palette.label}
        aria-expanded
        aria-controls={id}
        aria-autocomplete="list"
        {...(at >= 0 ? { 'aria-activedescendant': `${id}-${at}` } : {})}
        placeholder={words.palette.label}
        value={typed}
        maxLength={200}
        className="min-h-11 w-full rounded-md border border-edge bg-paper px-3"
        onChange={(event) => {
          setTyped(event.target.value);
          setWanted(false);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <p role="status" className="sr-only">
        {search === 'under way' ? words.palette.searching : words.palette.count(entries.length)}
      </p>
      <PaletteList id={id} entries={entries} search={search} at={at} onChoose={choose} onPoint={setChosen} />
    </div>
  );
}

function useLater(value: string, ms: number): string {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return value === '' ? '' : late;
}
