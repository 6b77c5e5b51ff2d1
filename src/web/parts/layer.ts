// Where menus and tooltips are put: inside of the dialog they belong to, because what is behind an open dialog cannot be used.
import { createContext, use } from 'react';

export const LayerContext = createContext<HTMLElement | null>(null);

export const useLayer = (): HTMLElement | null => use(LayerContext);
