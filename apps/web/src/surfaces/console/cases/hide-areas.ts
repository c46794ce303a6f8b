/** A rectangle of a picture, as shares of its width and height. */
export interface Area {
  x: number
  y: number
  width: number
  height: number
}

const within = (value: number) => Math.min(1, Math.max(0, value))

/** The rectangle between two corners, kept within the picture. */
export function areaOf([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): Area {
  const [left, right] = [within(Math.min(ax, bx)), within(Math.max(ax, bx))]
  const [top, bottom] = [within(Math.min(ay, by)), within(Math.max(ay, by))]
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** How coarse what is hidden becomes: blocks across the shorter side of an area. */
const blocks = 4

/**
 * Draws the picture anew with the areas reduced to a few blocks, as JPEG in base64. Nothing of the hidden pixels and none
 * of the data a camera writes beside them is in the copy.
 */
export async function hideAreas(address: string, areas: readonly Area[]): Promise<string> {
  const image = new Image()
  image.src = address
  await image.decode()
  const { naturalWidth: width, naturalHeight: height } = image
  const canvas = new OffscreenCanvas(width, height)
  const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
  pen.drawImage(image, 0, 0)
  for (const area of areas) {
    const [x, y] = [Math.floor(area.x * width), Math.floor(area.y * height)]
    const [w, h] = [Math.ceil(area.width * width), Math.ceil(area.height * height)]
    const scale = blocks / Math.min(w, h)
    const [cols, rows] = [Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(h * scale))]
    const small = new OffscreenCanvas(cols, rows)
    small.getContext('2d')?.drawImage(image, x, y, w, h, 0, 0, cols, rows)
    pen.imageSmoothingEnabled = false
    pen.drawImage(small, 0, 0, cols, rows, x, y, w, h)
  }
  const bytes = new Uint8Array(
    await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })).arrayBuffer(),
  )
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}
