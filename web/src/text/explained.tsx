import { type PointerEvent, type ReactNode, useState } from 'react';
import { createPortal } from 'react-dom';

/** What the explained element has to listen to. */
interface PointedAt {
  onPointerEnter: (event: PointerEvent<HTMLElement>) => void;
  onPointerLeave: () => void;
}

/** Shows `explanation` above its element (below where there is no room) while that is pointed at. */
export function Explained({
  explanation,
  children,
}: {
  explanation: ReactNode;
  children: (pointedAt: PointedAt) => ReactNode;
}) {
  const [place, setPlace] = useState<{ left: number; top: number; isBelow: boolean } | null>(null);
  return (
    <>
      {children({
        onPointerEnter: ({ currentTarget, clientX, clientY }) => {
          // An element over several lines has a box a line: the one under the pointer counts.
          const boxes = [...currentTarget.getClientRects()];
          const box = boxes.find(({ top, bottom }) => top <= clientY && clientY <= bottom) ?? boxes[0];
          if (box === undefined) return;
          const isBelow = box.top < 96;
          const left = Math.min(Math.max(clientX, 190), Math.max(innerWidth - 190, 190));
          setPlace({ left, top: isBelow ? box.bottom + 6 : box.top - 6, isBelow });
        },
        onPointerLeave: () => setPlace(null),
      })}
      {place !== null &&
        createPortal(
          <div
            role="tooltip"
            className="explanation"
            data-below={place.isBelow || undefined}
            style={{ left: place.left, top: place.top }}
          >
            {explanation}
          </div>,
          document.body,
        )}
    </>
  );
}
