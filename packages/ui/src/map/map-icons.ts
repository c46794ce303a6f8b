import type { Map as MapLibre } from 'maplibre-gl'
import { type Level, levels, type Palette } from '../tokens.ts'

const SIZE = 48

function draw(paint: (context: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = SIZE
  canvas.height = SIZE
  const context = canvas.getContext('2d')
  if (!context) return new ImageData(SIZE, SIZE)
  paint(context)
  return context.getImageData(0, 0, SIZE, SIZE)
}

/** Corner points of each level’s shape: disc, triangle, diamond, square (as in `LevelTag`). */
function levelPath(level: Level): Path2D {
  const path = new Path2D()
  const c = SIZE / 2
  if (level === 'blue') {
    path.arc(c, c, 15, 0, Math.PI * 2)
    return path
  }
  const [sides, radius, turn] = { yellow: [3, 20, -90], orange: [4, 19, -90], red: [4, 20, -45] }[level] as [
    number,
    number,
    number,
  ]
  for (let i = 0; i < sides; i++) {
    const angle = ((turn + (360 / sides) * i) * Math.PI) / 180
    const drop = level === 'yellow' ? 4 : 0
    path.lineTo(c + radius * Math.cos(angle), c + drop + radius * Math.sin(angle))
  }
  path.closePath()
  return path
}

/** Adds one image per warning level (`level-red` …), drawn here: no sprite is fetched. */
export function addLevelIcons(map: MapLibre, palette: Palette): void {
  for (const level of levels) {
    const image = draw((context) => {
      const path = levelPath(level)
      context.fillStyle = palette.level[level]
      context.strokeStyle = palette.map.halo
      context.lineWidth = 5
      context.lineJoin = 'round'
      context.stroke(path)
      context.fill(path)
      context.fillStyle = palette.onLevel[level]
      const drop = level === 'yellow' ? 3 : 0
      context.fillRect(SIZE / 2 - 2, SIZE / 2 - 9 + drop, 4, 11)
      context.fillRect(SIZE / 2 - 2, SIZE / 2 + 5 + drop, 4, 4)
    })
    if (!map.hasImage(`level-${level}`)) map.addImage(`level-${level}`, image, { pixelRatio: 2 })
  }
}

/** Adds a round mark of one colour with a white ring, under the given name. */
export function addDotIcon(map: MapLibre, name: string, color: string, ring: string): void {
  if (map.hasImage(name)) return
  const image = draw((context) => {
    context.beginPath()
    context.arc(SIZE / 2, SIZE / 2, 12, 0, Math.PI * 2)
    context.fillStyle = color
    context.strokeStyle = ring
    context.lineWidth = 5
    context.stroke()
    context.fill()
  })
  map.addImage(name, image, { pixelRatio: 2 })
}
