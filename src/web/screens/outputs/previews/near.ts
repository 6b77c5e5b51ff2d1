// Whether an element is in sight or nearly so: what takes much memory is drawn only then.
import { type RefObject, useEffect, useState } from 'react';

export function useNear(element: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!element.current) return undefined;
    const watch = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), { rootMargin: '100%' });
    watch.observe(element.current);
    return () => watch.disconnect();
  }, [element]);
  return near;
}
