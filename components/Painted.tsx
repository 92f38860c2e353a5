import {Box, type DOMElement} from 'ink';
import {type ReactNode, useLayoutEffect, useRef} from 'react';

interface Props {
  /** False when it did not paint: then Ink does. */
  paint(root: DOMElement): boolean;
  children: ReactNode;
}

/** Lays its content out with Ink and paints it by other means; the first frame is always Ink's own. */
export function Painted({paint, children}: Props) {
  const box = useRef<DOMElement>(null);
  useLayoutEffect(() => {
    const root = rootOf(box.current);
    if (!root) return;
    const {onRender, onImmediateRender} = root;
    root.onRender = () => void (paint(root) || onRender?.());
    root.onImmediateRender = root.onRender;
    return () => void Object.assign(root, {onRender, onImmediateRender});
  }, [paint]);
  return (
    <Box ref={box} flexDirection="column">
      {children}
    </Box>
  );
}

function rootOf(node: DOMElement | null): DOMElement | undefined {
  let one = node ?? undefined;
  while (one && one.nodeName !== 'ink-root') one = one.parentNode;
  return one;
}
