// Whether something was in sight at least once; stays so.
import { useCallback, useRef, useState } from 'react';

export function useSeen(): [boolean, (element: HTMLElement | null) => void] {
  const [seen, setSeen] = useState(false);
  const watching = useRef<IntersectionObserver>(undefined);
  const watch = useCallback((element: HTMLElement | null) => {
    watching.current?.disconnect();
    if (!element) return;
    watching.current = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
    });
    watching.current.observe(element);
  }, []);
  return [seen, watch];
}
