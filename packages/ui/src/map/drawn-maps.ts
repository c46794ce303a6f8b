/** What can draw its canvas anew at once; pictures of a page are taken from a canvas right after it was drawn. */
interface Redrawn {
  redraw(): unknown
}

const maps = new WeakMap<HTMLCanvasElement, Redrawn>()

export function rememberMap(canvas: HTMLCanvasElement, map: Redrawn): void {
  maps.set(canvas, map)
}

/** The content of a canvas as a picture; a map is drawn first, since its buffer is empty between frames. */
export function pictureOf(canvas: HTMLCanvasElement): string {
  maps.get(canvas)?.redraw()
  return canvas.toDataURL('image/png')
}
