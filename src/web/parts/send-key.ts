// The key that sends what is typed.
import type { KeyboardEvent } from 'react';
import { hasKeyboard } from '../state/has-keyboard.ts';

/** Enter, where there is a keyboard. On a touch screen it begins a line, as people know it there. */
export const isSendKey = ({ key, shiftKey, ctrlKey, metaKey, nativeEvent }: KeyboardEvent): boolean =>
  key === 'Enter' && !shiftKey && !nativeEvent.isComposing && (hasKeyboard() || ctrlKey || metaKey);
