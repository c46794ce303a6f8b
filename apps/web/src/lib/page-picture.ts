import { pictureOf } from '@civitas/ui/map/drawn-maps.ts'

export interface PictureWords {
  /** What is pictured. */
  title: string
  /** As-of time and sources, under the picture. */
  footnote: string
  /** Who takes it: written over the picture, so that a leaked one tells whose it was. */
  watermark: string
}

const footHeight = 36
const frame = 'http://www.w3.org/2000/svg'

/**
 * An element as it is on the page, as a PNG: its copy with every style written out is drawn as an SVG, canvases (charts and
 * maps) by their own picture. Nothing leaves the browser and nothing is fetched.
 */
export async function takePicture(element: HTMLElement, words: PictureWords): Promise<Blob> {
  const { width, height } = element.getBoundingClientRect()
  const copy = copyWithStyle(element) as HTMLElement
  copy.style.margin = '0'
  const xml = new XMLSerializer().serializeToString(copy)
  const svg = `<svg xmlns="${frame}" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${xml}</foreignObject></svg>`
  const image = await load(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`)
  const scale = Math.min(2, Math.max(1, window.devicePixelRatio))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round((height + footHeight) * scale)
  const brush = canvas.getContext('2d')
  if (!brush) throw new Error('canvas')
  brush.scale(scale, scale)
  const { backgroundColor, color } = getComputedStyle(element)
  brush.fillStyle = backgroundColor
  brush.fillRect(0, 0, width, height + footHeight)
  brush.drawImage(image, 0, 0, width, height)
  writeWords(brush, words, { width, height, color })
  return toBlob(canvas)
}

function load(address: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('picture'))
    image.src = address
  })
}

function toBlob(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('picture'))), 'image/png'),
  )
}

function copyWithStyle(source: Element): Element {
  if (source instanceof HTMLCanvasElement) return canvasAsImage(source)
  const copy = source.cloneNode(false) as Element
  if ('style' in copy) (copy as HTMLElement).style.cssText = styleOf(source)
  for (const name of ['class', 'id']) copy.removeAttribute(name)
  for (const child of source.childNodes) {
    if (child instanceof Element) {
      if (!leftOut.has(child.tagName) && !child.hasAttribute('data-unpictured'))
        copy.append(copyWithStyle(child))
    } else if (child.nodeType === Node.TEXT_NODE) copy.append(child.cloneNode())
  }
  return copy
}

const leftOut = new Set(['SCRIPT', 'STYLE', 'VIDEO', 'IFRAME'])

function canvasAsImage(canvas: HTMLCanvasElement): Element {
  const image = document.createElement('img')
  image.style.cssText = styleOf(canvas)
  if (canvas.width > 0 && canvas.height > 0) image.src = pictureOf(canvas)
  return image
}

function styleOf(element: Element): string {
  const style = getComputedStyle(element)
  return Array.from(style, (name) => `${name}:${style.getPropertyValue(name)}`).join(';')
}

interface Room {
  width: number
  height: number
  color: string
}

function writeWords(
  brush: CanvasRenderingContext2D,
  words: PictureWords,
  { width, height, color }: Room,
): void {
  brush.fillStyle = color
  brush.textBaseline = 'middle'
  brush.font = '13px sans-serif'
  brush.fillText(
    `${words.title} · ${words.footnote} · ${words.watermark}`,
    12,
    height + footHeight / 2,
    width - 24,
  )
  brush.globalAlpha = 0.1
  brush.font = '20px sans-serif'
  for (let y = 80; y < height; y += 220)
    for (let x = 40; x < width; x += 420) {
      brush.save()
      brush.translate(x, y)
      brush.rotate(-Math.PI / 9)
      brush.fillText(words.watermark, 0, 0)
      brush.restore()
    }
  brush.globalAlpha = 1
}
